# SPDX-License-Identifier: EUPL-1.2
"""Judges a submission from its XML alone, whatever door it came through: a device's word counts for nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.arriving import Merged, merged
from ordito.questionnaires.engine.filling import INSTANCE_ID, META, Filling
from ordito.questionnaires.engine.flat import canonical
from ordito.questionnaires.engine.form import MEDIA_KINDS, Question
from ordito.questionnaires.engine.problems import Problem, ProblemCode
from ordito.questionnaires.engine.tree import MAX_BYTES, Node, XmlRefusedError, read_xml
from ordito.questionnaires.engine.values import is_date, is_moment, same_value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from ordito.questionnaires.engine.expressions import Expression
    from ordito.questionnaires.engine.flat import Branch
    from ordito.questionnaires.engine.form import Form

CLOCK_FUNCTIONS = frozenset(("now", "today"))
LANGUAGE_FUNCTIONS = frozenset(("jr:choice-name", "jr:itext", "format-date", "format-date-time"))
CLOCK_SLACK = timedelta(days=1)  # a device's clock may go this much ahead
CLOCKS = (("timestamp", "end"), ("timestamp", "start"), ("date", "today"))  # whose word about the time counts first


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be said of a submission without its form. `paths` are of the elements that hold no others.

    `repeated` are the paths that stand more than once within one parent.
    """

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    paths: frozenset[str]
    repeated: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found. `ok` when there are no problems: what was dropped and corrected does not make it invalid.

    `dropped` are references of answers that were not relevant. `corrected` are calculations whose value was another:
    (reference, sent, computed). `answers` are the values that count, by reference; `canonical` the same nested by
    name, repeats as lists; `xml` the submission as it should have been, written when asked for. All empty when the XML
    cannot be read.
    """

    ok: bool
    problems: tuple[Problem, ...]
    dropped: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str, str], ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    canonical: Branch = field(default_factory=dict)
    write: Callable[[], bytes] = field(default=bytes, repr=False, compare=False)

    @property
    def xml(self) -> bytes:
        """The submission as it should have been."""
        return self.write()


def glance(xml: bytes) -> Glance:
    """Read only what tells which form, which instance and which elements. Raises `XmlRefusedError`."""
    root = read_xml(xml)
    paths: set[str] = set()
    repeated: set[str] = set()
    waiting = [(root, f"/{root.name}")]
    while waiting:
        node, path = waiting.pop()
        if not node.children:
            paths.add(path)
        seen: set[str] = set()
        for child in node.children:
            below = f"{path}/{child.name}"
            if child.name in seen:
                repeated.add(below)
            seen.add(child.name)
            waiting.append((child, below))
    return Glance(
        form_id=root.attributes.get("id", ""),
        version=root.attributes.get("version", ""),
        instance_id=_instance_id(root),
        deprecated_id=_of_meta(root, "deprecatedID"),
        paths=frozenset(paths),
        repeated=frozenset(repeated),
    )


def _of_meta(root: Node, name: str) -> str:
    meta = root.child(META)
    node = meta.child(name) if meta is not None else None
    return node.text.strip() if node is not None else ""


def _instance_id(root: Node) -> str:
    return _of_meta(root, INSTANCE_ID) or root.attributes.get(INSTANCE_ID, "")


def check(form: Form, xml: bytes, *, now: datetime, attachments: Collection[str] = ()) -> Verdict:
    """Check a submission in full; raises nothing.

    `attachments` are the names of the files that came with it. `now` is used where the submission does not say when
    it was filled in: where it does (start, end, today), conditions about today hold as of then.
    """
    try:
        sent = read_xml(xml)
    except XmlRefusedError as error:
        code = ProblemCode.TOO_LONG if error.code == "too_big" else ProblemCode.BAD_XML
        params: dict[str, str | int] = {"reason": error.code, "detail": error.detail}
        if code is ProblemCode.TOO_LONG:
            params = {"length": len(xml), "limit": MAX_BYTES}
        return Verdict(ok=False, problems=(Problem("", code, params),))
    wrong_form = tuple(_of_form(form, sent))
    laid = merged(form, sent)
    return _Check(form, laid, wrong_form, now, _instance_id(sent)).verdict(attachments)


def _of_form(form: Form, sent: Node) -> Iterator[Problem]:
    form_id = sent.attributes.get("id", "")
    if form_id != form.form_id or sent.name != form.template.name:
        params: dict[str, str | int] = {"sent": form_id[:200], "expected": form.form_id}
        yield Problem("", ProblemCode.FORM_MISMATCH, params)
    version = sent.attributes.get("version", "")
    if version != form.version:
        yield Problem("", ProblemCode.VERSION_MISMATCH, {"sent": version[:200], "expected": form.version})
    if not _instance_id(sent):
        yield Problem("", ProblemCode.NO_INSTANCE_ID)


class _Check:
    def __init__(self, form: Form, laid: Merged, before: tuple[Problem, ...], now: datetime, instance_id: str) -> None:
        self.form = form
        self.before = (*before, *laid.problems)
        self.instance_id = instance_id
        self.sent = {id(node): node.text for node in laid.root.walk() if node.text}
        self.times = _times(laid.root, now)
        self.filling = Filling(form, now=self.times[0] if self.times else now, tree=laid.root, grows=False)

    def verdict(self, attachments: Collection[str]) -> Verdict:
        """The whole judgement."""
        self._trust_devices()
        corrected = tuple(self._corrected())
        dropped = tuple(self._dropped())
        problems = (*self.before, *self.filling.wrong_counts(), *self.filling.problems(), *self._files(attachments))
        tree = self.filling.tree
        values = {ref: node.text for ref, node in tree.by_ref.items() if node.text and node.relevant}
        return Verdict(
            ok=not problems,
            problems=problems,
            dropped=dropped,
            corrected=corrected,
            answers=values,
            canonical=canonical(tree.root),
            write=partial(self.filling.xml, self.instance_id, ends=False),
        )

    def _calculated(self) -> Iterator[tuple[str, Node, Question]]:
        for ref, node in self.filling.tree.by_ref.items():
            item = node.item
            if isinstance(item, Question) and item.calculate is not None and id(node) in self.sent:
                yield ref, node, item

    def _trust_devices(self) -> None:
        """Keep what was sent where it follows from the device's clock or language, and nothing contradicts it."""
        kept = []
        for _ref, node, item in self._calculated():
            if node.relevant and not same_value(self.sent[id(node)], node.text) and self._may_be_so(node, item):
                node.text = self.sent[id(node)]
                self.filling.computer.pinned.add(id(node))
                kept.append(node)
        self.filling.computer.spread(kept)

    def _may_be_so(self, node: Node, item: Question) -> bool:
        assert item.calculate is not None
        clock = item.calculate.functions & CLOCK_FUNCTIONS
        if "now" in clock or (clock and not self.times):
            return True
        moments = self.times if clock else (self.filling.now,)
        languages = item.calculate.functions & LANGUAGE_FUNCTIONS
        spoken = self.form.languages if languages and self.form.languages else (self.filling.language,)
        sent = self.sent[id(node)]
        return any(
            same_value(self._elsewhere(item.calculate, node, moment, language), sent)
            for moment in moments
            for language in spoken
        )

    def _elsewhere(self, calculate: Expression, node: Node, moment: datetime, language: str) -> str:
        """What a calculation gives at another time and in another language."""
        evaluator, world = self.filling.evaluator, self.filling.evaluator.scope.world
        before = world.now, evaluator.language
        world.now, evaluator.language, world.language = moment, language, language
        text = evaluator.text(calculate, node)
        world.now, evaluator.language = before
        world.language = evaluator.language
        return text

    def _corrected(self) -> Iterator[tuple[str, str, str]]:
        for ref, node, _item in self._calculated():
            if node.relevant:
                sent = self.sent[id(node)]
                if same_value(sent, node.text):
                    node.text = sent
                else:
                    yield ref, sent, node.text

    def _dropped(self) -> Iterator[str]:
        for ref, node in self.filling.tree.by_ref.items():
            if not node.relevant and id(node) in self.sent and isinstance(node.item, Question):
                yield ref

    def _files(self, attachments: Collection[str]) -> Iterator[Problem]:
        for ref, node in self.filling.tree.by_ref.items():
            item = node.item
            if isinstance(item, Question) and item.kind in MEDIA_KINDS and node.text and node.relevant:
                name = node.text
                if name not in attachments:
                    yield Problem(ref, ProblemCode.MISSING_FILE, {"value": name[:200]})


def _times(root: Node, now: datetime) -> tuple[datetime, ...]:
    """When the submission says it was filled in, the end first; times in the future do not count."""
    found: dict[tuple[str, str], datetime] = {}
    for node in root.walk():
        preload = node.item.preload if isinstance(node.item, Question) else None
        if preload in CLOCKS and node.text:
            moment = _moment(node.text, now)
            if moment is not None and moment <= now + CLOCK_SLACK:
                found[preload] = moment
    return tuple(found[clock] for clock in CLOCKS if clock in found)


def _moment(text: str, now: datetime) -> datetime | None:
    if is_date(text):
        return datetime.fromisoformat(f"{text}T12:00:00").replace(tzinfo=now.tzinfo)
    if not is_moment(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(now.tzinfo) if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    except (ValueError, OverflowError):
        return None
