# SPDX-License-Identifier: EUPL-1.2
"""What a record says for the flow on minors, field by field, and where each value comes from.

Each function takes the `Source`, everything that was read of a record, and gives the values of one part of it.
Nothing is guessed: what nobody wrote is absent, what no code of the flow stands for is said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.dates import completed_years
from ordito.flows.engine.bands import age_band, isee_band, month
from ordito.flows.engine.layout import Fault
from ordito.flows.enums import TypeEight
from ordito.kinship.queries.facts import Orphan
from ordito.territory.queries.hierarchies import region_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from ordito.cases.models import CaseFile, ConcernReport, TakingInCharge
    from ordito.circumstances.queries.at import Circumstances
    from ordito.protection.queries.at import FosterAt, ProtectionAt, StayAt

YES, NO = "1", "2"
PLURAL = "4"
"""`TipoDisabilitaType`: more than one."""
PARTIAL_INVALIDITY, PARTIAL_FROM = "1", 75
"""`InvCivCertificazioniType`: partial civil invalidity, from this percentage."""
WORKING_AGE = 16
"""L. 296/2006, art. 1, comma 622: nobody younger may work."""
MOST_IN_ISEE = 9
EIGHT = "8"
FUSED_KINDS = frozenset({TypeEight.EMERGENCY.value, TypeEight.POST_ADOPTION.value})
NOT_RESIDENTIAL = frozenset({"relatives", "other_family"})
SEXES = {"F": "mother", "M": "father"}


@dataclass(frozen=True)
class Value:
    """What goes into a field: nothing, one code or several; `source` is a key of `queries.sinba.PAGES`."""

    name: str
    codes: tuple[str, ...]
    source: str
    fault: Fault | None = None


@dataclass(frozen=True)
class Source:
    """All that was read of a record on a day."""

    case_file: CaseFile
    day: date
    taking: TakingInCharge
    known: Circumstances
    parents: Mapping[str, Circumstances]
    """Of the parents by law who are registered, by "F" and "M"."""
    orphan: Orphan
    bonds: tuple[str, ...]
    """Codes of the list "bond" of the mappings, one for each person at home."""
    protection: ProtectionAt
    concern: ConcernReport | None
    services: tuple[str, ...]
    type_eight: str
    maps: Mapping[tuple[str, str], str]

    def mapped(self, name: str, ours: Iterable[str], source: str) -> Value:
        """The one code of the flow for what the record says."""
        written = [code for code in ours if code]
        codes = list(dict.fromkeys(filter(None, (self.maps.get((name, code), "") for code in written))))
        if len(codes) == 1:
            return Value(name, (codes[0],), source)
        fault = Fault.TWO if codes else Fault.UNMAPPED if written else None
        return Value(name, (), source, fault)


def values_of(source: Source) -> Iterator[Value]:
    """Every value that the record gives; a field that is absent was not found."""
    for part in (_person, _condition, _health, _parents, _report, _measures, _closing):
        yield from part(source)
    yield from _foster(source, source.protection.foster)
    yield from _stay(source, source.protection.stay)


def _text(name: str, value: str, source: str) -> Value:
    return Value(name, (value,) if value else (), source)


def region_code(comune_id: int | None) -> str:
    """ISTAT's code of the region of a Comune: two digits."""
    region = region_of(comune_id) if comune_id is not None else None
    return region.istat_code.zfill(2)[-2:] if region is not None and region.istat_code else ""


def _person(source: Source) -> Iterator[Value]:
    born = source.case_file.person.birth_date
    known = source.known
    yield _text("FasciaEtaBeneficiario", age_band(completed_years(born, source.day)) if born else "", "identity")
    yield _text("AnnoNascita", f"{born.year:04}" if born else "", "identity")
    yield _text("CodiceNazioneResidenza", known.country, "situation")
    yield _text("CodiceRegioneResidenza", region_code(known.residence_id), "situation")
    yield _text("MinoreStranieroNoAcc", YES if known.unaccompanied_minor else NO, "situation")
    size = known.isee_household_size
    yield _text("NumeroComponentiISEE", str(min(size, MOST_IN_ISEE)) if size else "", "situation")
    yield _text("FasciaISEEBeneficiario", "" if known.isee_value is None else isee_band(known.isee_value), "situation")


def _condition(source: Source) -> Iterator[Value]:
    known, born = source.known, source.case_file.person.birth_date
    yield Value("Prestazioni/CodicePrestazione", source.services, "interventions")
    bonds = [source.maps.get(("Famiglia/ComposizioneFamiglia", bond), "") for bond in source.bonds]
    whole = bool(bonds) and all(bonds)
    fault = Fault.UNMAPPED if bonds and not whole else None
    yield Value("Famiglia/ComposizioneFamiglia", tuple(sorted(set(bonds))) if whole else (), "ties", fault)
    said = known.parents_condition if source.orphan is Orphan.UNKNOWN else source.orphan.value
    yield source.mapped("CondizioneMinore", [said], "ties")
    yield source.mapped("LuogoVita", [known.living_place], "situation")
    yield source.mapped("ScuolaFrequentata", [known.school_level], "situation")
    if not known.work_condition and born and completed_years(born, source.day) < WORKING_AGE:
        yield source.mapped("CondizioneLavoro", ["too_young"], "age")
    else:
        yield source.mapped("CondizioneLavoro", [known.work_condition], "situation")


def _health(source: Source) -> Iterator[Value]:
    known = source.known
    disabled = [code for code in known.disabilities if code != "none"]
    answer = YES if disabled else NO if known.disabilities else ""
    yield _text("Disabilita", answer, "health")
    if not disabled:
        return
    kind = source.mapped("TipoDisabilita", disabled, "health")
    yield Value(kind.name, (PLURAL,), "health") if kind.fault is Fault.TWO else kind
    certified = source.mapped("InvCivCertificazioni", known.certifications, "health")
    partial = "invalidity" in known.certifications and (known.invalidity_percent or 0) >= PARTIAL_FROM
    if partial and certified.fault is Fault.UNMAPPED:
        certified = Value(certified.name, (PARTIAL_INVALIDITY,), "health")
    elif partial and certified.codes:
        certified = Value(certified.name, (), "health", Fault.TWO)
    yield certified


def _parents(source: Source) -> Iterator[Value]:
    for sex, word in (("M", "Padre"), ("F", "Madre")):
        known = source.parents.get(sex)
        if known is None:
            continue
        yield _text(f"CodiceCittadinanza{word}", next(iter(known.citizenships), ""), "parents")
        yield _text(f"CodiceRegioneResidenza{word}", region_code(known.residence_id), "parents")
        yield source.mapped(f"TitoloStudio{word}", [known.education], "parents")
        yield source.mapped(f"Occupazione{word}", [known.work_condition], "parents")


def _report(source: Source) -> Iterator[Value]:
    concern = source.concern
    if concern is not None:
        yield _text("DataPrimaSegnalazione", month(concern.received_on), "concerns")
        yield source.mapped("FonteSegnalazione", [concern.reporter_kind.code], "concerns")
    reported = source.protection.reported_on
    yield _text("SegnalazioneAutoritaGiudiziaria", YES if reported else NO, "protection")
    if reported:
        yield _text("DataSegnalazione", month(reported), "protection")


def _measures(source: Source) -> Iterator[Value]:
    """Of several measures of a judge in force, the latest."""
    measure = next(iter(source.protection.judicial), None)
    yield _text("ProvvedimentoGiudiziario", YES if measure else NO, "protection")
    fused = next((one.kind for one in source.protection.measures if one.kind in FUSED_KINDS), "")
    if measure is not None:
        yield _text("DataProvvedimentoGiudiziario", month(measure.issued_on), "protection")
        yield source.mapped("AutoritaProvvedimento", [measure.issuer], "protection")
        yield source.mapped("PotestaTutela", sorted(measure.responsibility), "protection")
        if measure.kind not in FUSED_KINDS:
            yield source.mapped("TipoProvvedimentoGiudiziario", [measure.kind], "protection")
            return
        fused = measure.kind
    if fused:
        yield _fused(source, fused)


def _fused(source: Source, kind: str) -> Value:
    """Type 8 means two things: it goes only for the one that the sender agreed."""
    name = "TipoProvvedimentoGiudiziario"
    if not source.type_eight:
        return Value(name, (), "sender", Fault.FUSED)
    return Value(name, (EIGHT,) if source.type_eight == kind else (), "sender")


def _closing(source: Source) -> Iterator[Value]:
    taking = source.taking
    if taking.closed_on is not None and taking.closed_on <= source.day and taking.closure_reason is not None:
        yield source.mapped("MotivazioneChiusuraCarico", [taking.closure_reason.code], "taking")


def _foster(source: Source, foster: FosterAt | None) -> Iterator[Value]:
    if foster is None:
        return
    yield source.mapped("FormaInterventoAffido", [foster.form], "protection")
    yield source.mapped("TipoInterventoAffido", [foster.nature], "protection")
    yield source.mapped("DurataAffido", [foster.time], "protection")
    yield source.mapped("CarattereAffido", [foster.stay], "protection")
    yield source.mapped("EsitoAffido", [foster.outcome], "protection")


def _stay(source: Source, stay: StayAt | None) -> Iterator[Value]:
    if stay is None or stay.kind in NOT_RESIDENTIAL:
        return
    yield source.mapped("CarattereInserimentoResidenziale", [stay.character], "protection")
    yield source.mapped("FormaInserimentoResidenziale", [stay.form], "protection")
    yield _text("TipoInserimentoResidenziale", YES if stay.with_parent else NO, "protection")
    yield source.mapped("EsitoInserimentoStruttura", [stay.outcome], "protection")
