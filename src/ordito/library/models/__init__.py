# SPDX-License-Identifier: EUPL-1.2
from ordito.library.models.glossary import GlossaryTerm, TermVersion
from ordito.library.models.materials import Material, MaterialVersion, PublicDownloads

__all__ = ["GlossaryTerm", "Material", "MaterialVersion", "PublicDownloads", "TermVersion"]
