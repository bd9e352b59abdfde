"""The ways in which sites list their notices: one small adapter each, chosen by its name."""

from ingestion.fetch.families.crawl import Crawl, Total, Window
from ingestion.fetch.families.feeds import Rss, Sitemap
from ingestion.fetch.families.folder import Folder
from ingestion.fetch.families.gd_search import GdSearch
from ingestion.fetch.families.gkmlpt import Gkmlpt
from ingestion.fetch.families.govcn import GovcnFeed, GovcnLibrary
from ingestion.fetch.families.hanweb_jpage import HanwebJpage
from ingestion.fetch.families.hycloud import Hycloud
from ingestion.fetch.families.jpaas import Jpaas
from ingestion.fetch.families.trs_igs import TrsIgs
from ingestion.fetch.families.trs_static import TrsStatic
from ingestion.fetch.families.ucap import Ucap
from ingestion.fetch.families.unlisted import Unlisted

SiteFamily = (
    TrsStatic
    | HanwebJpage
    | Jpaas
    | Gkmlpt
    | GdSearch
    | GovcnLibrary
    | GovcnFeed
    | TrsIgs
    | Hycloud
    | Ucap
    | Rss
    | Sitemap
    | Unlisted
)
Family = SiteFamily | Folder

__all__ = [
    "Crawl",
    "Family",
    "Folder",
    "GdSearch",
    "Gkmlpt",
    "GovcnFeed",
    "GovcnLibrary",
    "HanwebJpage",
    "Hycloud",
    "Jpaas",
    "Rss",
    "SiteFamily",
    "Sitemap",
    "Total",
    "TrsIgs",
    "TrsStatic",
    "Ucap",
    "Unlisted",
    "Window",
]
