# SPDX-License-Identifier: EUPL-1.2
"""What the training of the network is made of, from a need to an enrolment."""

from ordito.training.models.certificates import Certificate, CertificateLink, CertificateYear, SigningKey
from ordito.training.models.closing import EditionClosing, EditionOutcome
from ordito.training.models.courses import Accreditation, CertificateType, Course, CourseModule, Edition, Lesson
from ordito.training.models.enrolments import Enrolment, EnrolmentMessageTemplate
from ordito.training.models.evaluation import (
    FOLLOW_UPS,
    LEARNING,
    Evaluation,
    EvaluationIndicator,
    EvaluationResponse,
    EvaluationToken,
    RespondentActor,
)
from ordito.training.models.needs import NeedTheme, NeedVote, TrainingNeed
from ordito.training.models.plans import PlanComment, PlanLine, PlannedEditions, PlanVersion, TrainingPlan
from ordito.training.models.standards import (
    StandardCompetence,
    StandardContent,
    StandardCourse,
    StandardCoverage,
    StandardEvidence,
    StandardVersion,
    TrainingStandard,
)
from ordito.training.models.supervision import SupervisionCycle, SupervisionMember
from ordito.training.models.tracks import Learner, RecognisedExperience, Track
from ordito.training.models.upkeep import CreditRule, TrainingTerm

__all__ = [
    "FOLLOW_UPS",
    "LEARNING",
    "Accreditation",
    "Certificate",
    "CertificateLink",
    "CertificateType",
    "CertificateYear",
    "Course",
    "CourseModule",
    "CreditRule",
    "Edition",
    "EditionClosing",
    "EditionOutcome",
    "Enrolment",
    "EnrolmentMessageTemplate",
    "Evaluation",
    "EvaluationIndicator",
    "EvaluationResponse",
    "EvaluationToken",
    "Learner",
    "Lesson",
    "NeedTheme",
    "NeedVote",
    "PlanComment",
    "PlanLine",
    "PlanVersion",
    "PlannedEditions",
    "RecognisedExperience",
    "RespondentActor",
    "SigningKey",
    "StandardCompetence",
    "StandardContent",
    "StandardCourse",
    "StandardCoverage",
    "StandardEvidence",
    "StandardVersion",
    "SupervisionCycle",
    "SupervisionMember",
    "Track",
    "TrainingNeed",
    "TrainingPlan",
    "TrainingStandard",
    "TrainingTerm",
]
