# ruff: noqa: E501  # one model a line
"""What real Keras 3.15.1 says of each application, built with `weights=None`.

For each the numbers of parameters, of trainable ones, and of layers; with its top, and without it on an image of
160x224, with the output there. `test_application_summaries.py` holds them against the Keras that is installed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Numbers:
    """One model in numbers."""

    params: int
    trainable: int
    layers: int
    output: tuple[int, ...]
    """Without the batch axis."""


FACTS = {
    "ConvNeXtBase": (Numbers(88591464, 88591464, 261, (1000,)), Numbers(87566464, 87566464, 259, (5, 7, 1024))),
    "ConvNeXtLarge": (Numbers(197767336, 197767336, 261, (1000,)), Numbers(196230336, 196230336, 259, (5, 7, 1536))),
    "ConvNeXtSmall": (Numbers(50223688, 50223688, 261, (1000,)), Numbers(49454688, 49454688, 259, (5, 7, 768))),
    "ConvNeXtTiny": (Numbers(28589128, 28589128, 135, (1000,)), Numbers(27820128, 27820128, 133, (5, 7, 768))),
    "ConvNeXtXLarge": (Numbers(350196968, 350196968, 261, (1000,)), Numbers(348147968, 348147968, 259, (5, 7, 2048))),
    "DenseNet121": (Numbers(8062504, 7978856, 429, (1000,)), Numbers(7037504, 6953856, 427, (5, 7, 1024))),
    "DenseNet169": (Numbers(14307880, 14149480, 597, (1000,)), Numbers(12642880, 12484480, 595, (5, 7, 1664))),
    "DenseNet201": (Numbers(20242984, 20013928, 709, (1000,)), Numbers(18321984, 18092928, 707, (5, 7, 1920))),
    "EfficientNetB0": (Numbers(5330571, 5288548, 240, (1000,)), Numbers(4049571, 4007548, 237, (5, 7, 1280))),
    "EfficientNetB1": (Numbers(7856239, 7794184, 342, (1000,)), Numbers(6575239, 6513184, 339, (5, 7, 1280))),
    "EfficientNetB2": (Numbers(9177569, 9109994, 342, (1000,)), Numbers(7768569, 7700994, 339, (5, 7, 1408))),
    "EfficientNetB3": (Numbers(12320535, 12233232, 387, (1000,)), Numbers(10783535, 10696232, 384, (5, 7, 1536))),
    "EfficientNetB4": (Numbers(19466823, 19341616, 477, (1000,)), Numbers(17673823, 17548616, 474, (5, 7, 1792))),
    "EfficientNetB5": (Numbers(30562527, 30389784, 579, (1000,)), Numbers(28513527, 28340784, 576, (5, 7, 2048))),
    "EfficientNetB6": (Numbers(43265143, 43040704, 669, (1000,)), Numbers(40960143, 40735704, 666, (5, 7, 2304))),
    "EfficientNetB7": (Numbers(66658687, 66347960, 816, (1000,)), Numbers(64097687, 63786960, 813, (5, 7, 2560))),
    "EfficientNetV2B0": (Numbers(7200312, 7139704, 273, (1000,)), Numbers(5919312, 5858704, 270, (5, 7, 1280))),
    "EfficientNetV2B1": (Numbers(8212124, 8141052, 337, (1000,)), Numbers(6931124, 6860052, 334, (5, 7, 1280))),
    "EfficientNetV2B2": (Numbers(10178374, 10096086, 352, (1000,)), Numbers(8769374, 8687086, 349, (5, 7, 1408))),
    "EfficientNetV2B3": (Numbers(14467622, 14358406, 412, (1000,)), Numbers(12930622, 12821406, 409, (5, 7, 1536))),
    "EfficientNetV2L": (Numbers(119027848, 118515272, 1031, (1000,)), Numbers(117746848, 117234272, 1028, (5, 7, 1280))),
    "EfficientNetV2M": (Numbers(54431388, 54139356, 743, (1000,)), Numbers(53150388, 52858356, 740, (5, 7, 1280))),
    "EfficientNetV2S": (Numbers(21612360, 21458488, 516, (1000,)), Numbers(20331360, 20177488, 513, (5, 7, 1280))),
    "InceptionResNetV2": (Numbers(55873736, 55813192, 782, (1000,)), Numbers(54336736, 54276192, 780, (3, 5, 1536))),
    "InceptionV3": (Numbers(23851784, 23817352, 313, (1000,)), Numbers(21802784, 21768352, 311, (3, 5, 2048))),
    "MobileNet": (Numbers(4253864, 4231976, 91, (1000,)), Numbers(3228864, 3206976, 86, (5, 7, 1024))),
    "MobileNetV2": (Numbers(3538984, 3504872, 156, (1000,)), Numbers(2257984, 2223872, 154, (5, 7, 1280))),
    "MobileNetV3Large": (Numbers(5507432, 5483032, 194, (1000,)), Numbers(2996352, 2971952, 187, (5, 7, 960))),
    "MobileNetV3Small": (Numbers(2554968, 2542856, 164, (1000,)), Numbers(939120, 927008, 157, (5, 7, 576))),
    "NASNetLarge": (Numbers(88949818, 88753150, 1041, (1000,)), Numbers(84916818, 84720150, 1039, (5, 7, 4032))),
    "NASNetMobile": (Numbers(5326716, 5289978, 771, (1000,)), Numbers(4269716, 4232978, 769, (5, 7, 1056))),
    "ResNet101": (Numbers(44707176, 44601832, 347, (1000,)), Numbers(42658176, 42552832, 345, (5, 7, 2048))),
    "ResNet101V2": (Numbers(44675560, 44577896, 379, (1000,)), Numbers(42626560, 42528896, 377, (5, 7, 2048))),
    "ResNet152": (Numbers(60419944, 60268520, 517, (1000,)), Numbers(58370944, 58219520, 515, (5, 7, 2048))),
    "ResNet152V2": (Numbers(60380648, 60236904, 566, (1000,)), Numbers(58331648, 58187904, 564, (5, 7, 2048))),
    "ResNet50": (Numbers(25636712, 25583592, 177, (1000,)), Numbers(23587712, 23534592, 175, (5, 7, 2048))),
    "ResNet50V2": (Numbers(25613800, 25568360, 192, (1000,)), Numbers(23564800, 23519360, 190, (5, 7, 2048))),
    "VGG16": (Numbers(138357544, 138357544, 23, (1000,)), Numbers(14714688, 14714688, 19, (5, 7, 512))),
    "VGG19": (Numbers(143667240, 143667240, 26, (1000,)), Numbers(20024384, 20024384, 22, (5, 7, 512))),
    "Xception": (Numbers(22910480, 22855952, 134, (1000,)), Numbers(20861480, 20806952, 132, (5, 7, 2048))),
}  # fmt: skip
