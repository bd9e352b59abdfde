"""The ways in which sites list their notices: one small adapter each, chosen by its name."""

from ingestion.fetch.families.crawl import Crawl, Window
from ingestion.fetch.families.folder import Folder
from ingestion.fetch.families.hanweb_jpage import HanwebJpage
from ingestion.fetch.families.trs_static import TrsStatic

SiteFamily = TrsStatic | HanwebJpage
Family = SiteFamily | Folder

__all__ = ["Crawl", "Family", "Folder", "HanwebJpage", "SiteFamily", "TrsStatic", "Window"]
