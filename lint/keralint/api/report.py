"""What a rule says: one diagnostic, built step by step, which is refused without a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import libcst as cst

from keralint.api.history import Elsewhere, History
from keralint.api.names import Names
from keralint.api.sources import Source, Sources
from keralint.diagnostics import INSIDE_FUNCTION, Applicability, Diagnostic, Edit, Fix, Location, Related
from keralint.interpreter.blame import Blame
from keralint.interpreter.facts import AttributeMissing, Fact, Failing, InstanceCreated, Site
from keralint.keras_api.database import Database, Symbol, load
from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.failures import UnexpectedArgument
from keralint.semantics.layer import Layer
from keralint.semantics.models import FunctionalModel, SequentialModel
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import ApiInstance
from keralint.source.span import Span

if TYPE_CHECKING:
    from keralint.api.rule import Rule

Place = cst.CSTNode | Site | Span
"""Where something is: a node, the site of a fact, or a span."""


@dataclass(slots=True)
class Report:
    """The hand of one rule on one fact."""

    rule: Rule
    fact: Fact
    sources: Sources
    keras_major: int
    names: Names = field(default_factory=Names)
    blame: Blame | None = None
    database: Database = field(default_factory=load)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def source(self) -> Source:
        """The text in which the fact happened."""
        return self.sources.of(self.fact.site.module)

    def __call__(
        self,
        message: str,
        at: Place,
        *,
        help: str | None = None,  # noqa: A002  # it is the field's name in the output
        related: Sequence[tuple[Place | None, str]] = (),
        fix: Fix | None = None,
    ) -> None:
        """Report `message` at a place. Related places that are not known (`None`) are left out."""
        location = self._location(at)
        others = tuple(Related(self._location(place), words) for place, words in related if place is not None)
        caller = self._caller(location)
        if caller is not None:
            location, others = caller, (Related(location, INSIDE_FUNCTION), *others)
        elif not others and self.fact.site.callers:
            call = self.fact.site.callers[-1]
            others = (Related(self._location(Site(call.node, module=call.module)), "called from here"),)
        self.diagnostics.append(
            Diagnostic(self.rule.code, self.rule.name, self.rule.severity, location, message, help, others, fix)
        )

    def _caller(self, location: Location) -> Location | None:
        """The call that is at fault, if the place is inside a function that fails only with what it is given there."""
        fact = self.fact
        if self.blame is None or not isinstance(fact, Failing) or not fact.site.callers:
            return None
        if location.path != self.source.path:
            return None
        body = self.span(Site(fact.site.functions[-1].node, module=fact.site.module), whole=True)
        span = location.span
        if not (body.line, body.column) <= (span.line, span.column) <= (body.end_line, body.end_column):
            return None
        caller = self.blame.caller(fact)
        return None if caller is None else self._location(caller)

    # --- places ------------------------------------------------------------------------------------------------

    def span(self, place: Place, *, whole: bool = False) -> Span:
        """The stretch of text that a place covers; of a compound statement the head, unless the `whole` is meant."""
        if isinstance(place, Span):
            return place
        node = place.node if isinstance(place, Site) else place
        positions = self._source_of(place).positions
        head = isinstance(node, cst.BaseCompoundStatement) and not whole
        return positions.header(node) if head else positions.span(node)

    def _source_of(self, place: Place) -> Source:
        if isinstance(place, Site):
            return self.sources.of(place.module)
        return self.source if isinstance(place, Span) else self.sources.holding(place, self.fact.site.module)

    def _location(self, place: Place) -> Location:
        return Location(self._source_of(place).path, self.span(place))

    def text(self, place: Place) -> str:
        """The source text of a place, if it is on one line."""
        span, source = self.span(place), self._source_of(place)
        if span.line != span.end_line:
            return "\n".join(source.line(number) for number in range(span.line, span.end_line + 1))
        return source.line(span.line)[span.column - 1 : span.end_column - 1]

    @staticmethod
    def call(site: Site | None) -> cst.Call | None:
        """The call expression at a site, if it is one."""
        return site.node if site is not None and isinstance(site.node, cst.Call) else None

    @staticmethod
    def written_call(argument: cst.Arg | None) -> cst.Call | None:
        """The call expression that is written as an argument, if it is one."""
        return argument.value if argument is not None and isinstance(argument.value, cst.Call) else None

    def rest_of_line(self, place: Place) -> str:
        """What stands on the line after a place."""
        span = self.span(place)
        return self._source_of(place).line(span.end_line)[span.end_column - 1 :]

    def argument(self, name: str, layer: Layer | None = None) -> cst.Arg | None:
        """The argument of the fact's call, or of the construction of `layer`, that binds to the parameter `name`."""
        node = self.call(self.fact.site if layer is None else self.creation(layer))
        if node is None:
            return None
        for argument in node.args:
            if argument.keyword is not None and argument.keyword.value == name:
                return argument
        return self._positional(node, name, layer)

    def _positional(self, node: cst.Call, name: str, layer: Layer | None) -> cst.Arg | None:
        parameters = self.parameters(layer)
        plain = [argument for argument in node.args if argument.keyword is None]
        if name not in parameters or any(argument.star for argument in plain):
            return None
        index = parameters.index(name)
        return plain[index] if index < len(plain) else None

    def parameters(self, layer: Layer | None = None) -> list[str]:
        """The parameters of what the fact calls, or of the constructor of `layer`; none if they are not known."""
        known = getattr(getattr(self.fact, "subject", None), "parameters", None) if layer is None else None
        if known is not None:  # the definition of a function knows its parameters itself
            return [parameter.name for parameter in known]
        symbol = self.symbol(layer)
        if symbol is None:
            return []
        key = "s" if layer is not None else self.signature_key(symbol)
        signature = {"s": symbol.signature, "c": symbol.call_signature}.get(key) or symbol.methods.get(key)
        return [] if signature is None else [parameter.name for parameter in signature.parameters]

    def symbol(self, layer: Layer | None = None) -> Symbol | None:
        """The class or function of Keras's that the fact is about, or that `layer` is an instance of."""
        fact = self.fact
        subject: Any = layer
        if layer is None:
            subject = fact.receiver if isinstance(fact, AttributeMissing) else getattr(fact, "subject", None)
            subject = getattr(fact, "layer", None) if subject is None else subject
            subject = fact.instance if isinstance(fact, InstanceCreated) else subject
        if isinstance(subject, (FunctionalModel, SequentialModel)):
            name = "Sequential" if isinstance(subject, SequentialModel) else "Model"
            return self.database.resolve(f"keras.{name}")
        owner = (
            subject.reference if isinstance(subject, ApiInstance) else getattr(subject, "keras_class", None) or subject
        )
        found = getattr(owner, "symbol", None)
        path = getattr(owner, "path", None)  # of a function's definition
        if found is None and isinstance(path, str):
            found = self.database.resolve(path)
        return found if isinstance(found, Symbol) else None

    def signature_key(self, symbol: Symbol) -> str:
        """Which of its signatures the fact is about: its own (`s`), of `call` (`c`), or of the method of that name."""
        fact = self.fact
        if not isinstance(fact, Failing) or fact.stage == "create" or symbol.kind == "function":
            return "s"
        return fact.method or "c"

    def argument_or_call(self, name: str, layer: Layer | None = None) -> Place:
        """The argument that binds to `name`, or the whole call where it is not written."""
        return self.argument(name, layer) or (self.creation(layer) if layer is not None else None) or self.fact.site

    def creation(self, layer: Layer | None) -> Site | None:
        """Where a layer was created."""
        site = getattr(layer, "site", None)
        return self._site(site)

    def origin(self, tensor: Tensor) -> Site | None:
        """Where a tensor was made."""
        return None if tensor.call is None else self._site(tensor.call.site)

    def _site(self, site: object) -> Site | None:
        if not isinstance(site, Site):
            return None
        self.sources.of(site.module)  # from now on, what is in its text is found there
        return site

    # --- fixes -------------------------------------------------------------------------------------------------

    def fix(self, title: str, *edits: Edit | None, safe: bool | None = None) -> Fix | None:
        """A fix of the rule's own applicability; `None` if an edit cannot be made."""
        made = [edit for edit in edits if edit is not None]
        if len(made) != len(edits) or not made or self.rule.fix is None or not self._round_trips(made):
            return None
        applicability = self.rule.fix if safe is None or not safe else Applicability.SAFE
        if safe is False:
            applicability = Applicability.UNSAFE
        return Fix(title, applicability, tuple(made))

    def _round_trips(self, edits: Sequence[Edit]) -> bool:
        paths = {edit.location.path for edit in edits}
        return all(source.round_trips for source in self.sources.known() if source.path in paths)

    def replace(self, place: Place, text: str) -> Edit:
        """Put `text` in the place of what stands there."""
        return Edit(self._location(place), text)

    def insert_after(self, place: Place, text: str) -> Edit:
        span = self.span(place)
        end = Span(span.end_line, span.end_column, span.end_line, span.end_column)
        return Edit(Location(self._source_of(place).path, end), text)

    def insert_before(self, place: Place, text: str) -> Edit:
        span = self.span(place)
        start = Span(span.line, span.column, span.line, span.column)
        return Edit(Location(self._source_of(place).path, start), text)

    def add_argument(self, site: Site | None, text: str) -> Edit | None:
        """Append an argument (`return_sequences=True`) to the call at `site`."""
        node = self.call(site)
        if node is None:
            return None
        if not node.args:
            span = self.span(node)
            place = Span(span.end_line, span.end_column - 1, span.end_line, span.end_column - 1)
            return Edit(Location(self._source_of(node).path, place), text)
        return self.insert_after(node.args[-1], f", {text}")

    def replace_value(self, argument: cst.Arg, text: str) -> Edit:
        """Another value for an argument, in the place of the old one with the parentheses around it."""
        keyword = f"{argument.keyword.value}=" if argument.keyword is not None else ""
        return self.replace(argument, keyword + text)

    def set_argument(self, name: str, text: str, layer: Layer) -> Edit | None:
        """Give `layer` the argument `name` where it is constructed, in the place of the value that stands there."""
        written = self.argument(name, layer)
        if written is not None:
            return self.replace_value(written, text)
        return self.add_argument(self.creation(layer), f"{name}={text}")

    def remove_argument(self, argument: cst.Arg, site: Site | None = None) -> Edit | None:
        """Take an argument out of the fact's call (or of the call at `site`), with its comma."""
        node = self.call(site or self.fact.site)
        if node is None or argument not in node.args:
            return None
        arguments = list(node.args)
        index = arguments.index(argument)
        span = self.span(argument)
        if index > 0:
            before = self.span(arguments[index - 1])
            span = replace(span, line=before.end_line, column=before.end_column)
        elif len(arguments) > 1:
            after = self.span(arguments[1])
            span = replace(span, end_line=after.line, end_column=after.column)
        return Edit(Location(self._source_of(argument).path, span), "")

    # --- names -------------------------------------------------------------------------------------------------

    def variable(self, value: Tensor | Layer) -> str | None:
        """The program's name for a tensor or layer, if it has one now."""
        return self.names.variable(value)

    def local_variable(self, value: Tensor | Layer) -> str | None:
        """The name by which the place of the fact can reach a tensor or layer: one of its own frame."""
        return self.names.variable(value, self.fact.site.callers)

    # --- versions ----------------------------------------------------------------------------------------------

    @property
    def history(self) -> History:
        """What became of what the version in use does not have."""
        return History(self.database)

    def gone_argument(self, failure: UnexpectedArgument) -> Elsewhere | None:
        """What other versions have in the place of an argument that is refused; `None` if no version knows it."""
        symbol = self.symbol()
        parameters = [*self.parameters(), failure.nearest or ""]
        if symbol is None:
            return None
        return self.history.of_argument(symbol, self.signature_key(symbol), failure.name, parameters)

    # --- words -------------------------------------------------------------------------------------------------

    def name_of(self, tensor: Tensor) -> str:
        """How a message names what made a tensor: `LSTM`, `Bidirectional(LSTM)`, `Input`."""
        if tensor.call is None:
            return "the array"
        operation = tensor.call.operation
        return "Input" if operation.class_name == "InputLayer" else operation.title

    def given(self, layer: Layer) -> Mapping[str, Any]:
        """The arguments that the program gave a layer, by name."""
        return layer.given if isinstance(layer, BuiltinLayer) else {}
