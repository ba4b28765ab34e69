# SPDX-License-Identifier: EUPL-1.2
"""Answering without a name: a secret opens a sheet, the answers come, and the two are parted.

The secret of an e-mail comes from the house, the one of a printed code is worked out from it, the one of a browser is
made when somebody begins. Logs name the sheet, never the secret, so that nothing kept leads from one to the other.
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.crypto import blind_index
from ordito.questionnaires.actions.drafts import open_draft
from ordito.questionnaires.actions.dropping import drop_drafts
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.training.actions.errors import TrainingError, lock
from ordito.training.actions.evaluation import secret_of
from ordito.training.engine.secret import digest_of, new_secret
from ordito.training.models import Evaluation, EvaluationResponse, EvaluationToken, RespondentActor
from ordito.training.queries.responding import closed_message

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor, SystemActor
    from ordito.questionnaires.models import Submission

OWNER = "training.evaluationresponse"
SHORTEST_OWN_CODE = 5
UNSENT_KEPT = timedelta(days=7)
"""After the last day on which they could be sent."""


def respondent(response_id: int | None = None) -> RespondentActor:
    """Whoever answers: everybody has the same name."""
    return RespondentActor(_("risposta anonima"), response_id)


def token_of(secret: str) -> EvaluationToken | None:
    """What a secret opens; None when it is none."""
    rows = EvaluationToken.objects.select_related("evaluation__edition__course", "evaluation__questionnaire")
    return rows.filter(digest=digest_of(secret)).first()


def begin(
    *,
    evaluation: Evaluation,
    at: datetime,
    secret: str = "",
    code: str = "",
    own_code: str = "",
    by: SystemActor | None = None,
) -> tuple[str, EvaluationResponse]:
    """A sheet to answer on and the secret that opens it: begun again with the same secret or code, the same sheet.

    `secret` is one that came by e-mail or that the browser kept, `code` a printed one, `own_code` what the person made
    up to pair this test with the other. `by` is the house itself, when it brings in answers of the past.

    Raises:
        TrainingError: the questionnaire is not open, the code opens nothing or is spent, an own code that is too short
            or was used already; its `field` says which.
    """
    with recorded("training.begin_answers", by=by or respondent(), at=at) as trace:
        row = lock(evaluation)
        if message := closed_message(row, timezone.localdate(at)):
            raise TrainingError(message)
        secret, token = _token(row, secret, code)
        response = token.response or _sheet(row, own_code)
        if token.response_id is None:
            token.response = response
            token.save()
        trace.touches(response)
    writes = by or respondent(response.pk)
    open_draft(version=evaluation.questionnaire, owner_kind=OWNER, owner_id=response.pk, by=writes, at=at)
    return secret, response


def _token(row: Evaluation, secret: str, code: str) -> tuple[str, EvaluationToken]:
    """The token of the secret or code; a new one where none is needed."""
    if row.codes and not secret:
        if not code.strip():
            raise TrainingError(_("Scrivi il codice che ti è stato consegnato."), field="code")
        secret = secret_of(code)
    rows = EvaluationToken.objects.select_for_update(of=("self",)).select_related("response")
    token = rows.filter(evaluation=row, digest=digest_of(secret)).first() if secret else None
    if token is not None and token.spent:
        raise TrainingError(_("Questo codice è già stato usato: ogni codice vale per una risposta."), field="code")
    if token is not None:
        return secret, token
    if row.codes or row.is_follow_up:
        message = _("Questo codice non vale per questo questionario: controlla di averlo scritto per intero.")
        raise TrainingError(message, field="code")
    secret = new_secret()
    return secret, EvaluationToken(evaluation=row, digest=digest_of(secret))


def _sheet(row: Evaluation, own_code: str) -> EvaluationResponse:
    """A new sheet, of a test too: whoever finds out somebody's own code opens nothing that they began."""
    if not row.is_paired:
        return EvaluationResponse.objects.create(evaluation=row)
    plain = plain_code(own_code)
    if len(plain) < SHORTEST_OWN_CODE:
        raise TrainingError(_("Scrivi il tuo codice: almeno cinque lettere o cifre."), field="own_code")
    pair = blind_index(plain, field=f"training.evaluation.pair/{row.edition_id}").hex()
    if EvaluationResponse.objects.filter(evaluation=row, pair=pair).sent().exists():
        message = _(
            "Con questo codice ha già risposto qualcuno. Se non sei stata tu, aggiungi una lettera in fondo e usa lo "
            "stesso codice anche nell’altra prova."
        )
        raise TrainingError(message, field="own_code")
    return EvaluationResponse.objects.create(evaluation=row, pair=pair)


def plain_code(text: str) -> str:
    """A person's own code without what people write in different ways: case, accents, spaces, signs."""
    letters = unicodedata.normalize("NFKD", text.upper())
    return "".join(letter for letter in letters if letter.isalnum() and letter.isascii())


def take_answers(submission: Submission, by: Actor, at: datetime) -> None:
    """The answers of a sheet came: it keeps them, and every secret that led to it is spent and leads nowhere.

    Within the transaction of the submission.

    Raises:
        NotAcceptedError: the sheet has answers already, or they are to another questionnaire, or somebody sent a test
            with the same own code first.
    """
    with recorded("training.take_evaluation", by=by, at=at) as trace:
        rows = EvaluationResponse.objects.select_for_update(of=("self",)).select_related("evaluation")
        response = rows.get(pk=submission.owner_id)
        if response.submission_id not in {None, submission.pk}:
            raise NotAcceptedError(_("Queste risposte sono già state inviate."))
        if submission.version_id != response.evaluation.questionnaire_id:
            raise NotAcceptedError(_("Le risposte sono a un altro questionario."))
        twins = EvaluationResponse.objects.filter(evaluation=response.evaluation_id, pair=response.pair).sent()
        taken = _("Con questo codice sono già arrivate altre risposte: vale la prima volta.")
        if response.pair and twins.exclude(pk=response.pk).exists():
            raise NotAcceptedError(taken)
        response.submission = submission
        try:
            with transaction.atomic():
                response.save()
        except IntegrityError as error:  # the other came at the same instant
            raise NotAcceptedError(taken) from error
        EvaluationToken.objects.filter(response=response).update(spent=True, response=None)
        trace.touches(response)


def drop_unsent_answers(*, by: Actor, at: datetime) -> int:
    """Delete what was begun and never sent, a week after its questionnaire closed; returns how many sheets.

    The secrets that led to them stay, so that their addresses say that the questionnaire is closed.
    """
    last = timezone.localdate(at) - UNSENT_KEPT
    rows = EvaluationResponse.objects.filter(submission__isnull=True, evaluation__closes_on__lt=last)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    if ids:
        with recorded("training.drop_unsent_answers", by=by, at=at) as trace:
            drop_drafts(owner_kind=OWNER, owner_ids=ids, at=at)
            EvaluationToken.objects.filter(response__in=ids).update(response=None)
            EvaluationResponse.objects.filter(pk__in=ids).delete()
            trace.notes(sheets=len(ids))
    return len(ids)
