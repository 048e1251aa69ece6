"""The content API: typed, in the language asked for, public things only."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from wagtail.models import Page, PageViewRestriction

from config.api import api
from config.management.commands.export_openapi import SNAPSHOT, openapi_text
from courtyard.delivery.api import make_api
from courtyard.models import SectionEntry, TopicLink
from courtyard.publications.reading import Reader
from home.models import HomePage
from network.models import City, Membership
from news.models import RelatedPage
from programmes.models import (
    CallCountry,
    CallLanguage,
    CallRound,
    EditionCity,
    EventDate,
    EventLanguage,
    JuryMember,
    MoneyItem,
    Participant,
    ProgrammeCity,
    ProgrammePartner,
    Selected,
)
from tests.trees import (
    ContentFactory,
    EditionFactory,
    EventFactory,
    EventIndexFactory,
    NetworkFactory,
    NetworkIndexFactory,
    NewsFactory,
    NewsIndexFactory,
    NewsletterFactory,
    OpenCallFactory,
    OpenCallIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    StatementFactory,
    Tree,
    term_in_two_languages,
    topic,
)

BASE = "/api/content/v1"


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def section(tree: Tree) -> Any:
    return ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")


def answer(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"{BASE}{path}")
    assert response.status_code == status, response.content
    return response.json()


def titles(client: Client, path: str) -> list[str]:
    return [item["title"] for item in answer(client, path)["items"]]


def operations() -> list[tuple[str, dict[str, Any]]]:
    """Every GET operation of the OpenAPI document, by path."""
    return [
        (path, item["get"])
        for path, item in api.get_openapi_schema(path_prefix="")["paths"].items()
        if "get" in item
    ]


def validator_for(path: str) -> Any:
    """Judges answers of an operation by the committed OpenAPI document."""
    document = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    schema = document["paths"][f"{BASE}{path}"]["get"]["responses"]["200"]["content"]
    return Draft202012Validator(
        {**schema["application/json"]["schema"], "components": document["components"]}
    )


def test_the_committed_openapi_document_is_the_api() -> None:
    assert SNAPSHOT.read_text(encoding="utf-8") == openapi_text(), "run: make openapi"


def test_there_is_one_list_for_each_type_of_page() -> None:
    document = json.loads(openapi_text())
    parameters = document["paths"][f"{BASE}/pages"]["get"]["parameters"]
    (kinds,) = [one["schema"]["enum"] for one in parameters if one["name"] == "type"]
    assert kinds == [
        "home.AccessibilityStatementPage",
        "home.ContentPage",
        "home.HomePage",
        "network.NetworkIndexPage",
        "network.NetworkPage",
        "network.PartnerIndexPage",
        "network.PartnerPage",
        "news.NewsIndexPage",
        "news.NewsPage",
        "newsletter.NewsletterIndexPage",
        "programmes.EditionPage",
        "programmes.EventIndexPage",
        "programmes.EventPage",
        "programmes.OpenCallIndexPage",
        "programmes.OpenCallPage",
        "programmes.ProgrammeIndexPage",
        "programmes.ProgrammePage",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/programmes",
        "/editions",
        "/open-calls",
        "/events",
        "/networks",
        "/partners",
        "/news",
        "/pages",
    ],
)
def test_a_list_answers_in_the_language_asked_for(client: Client, tree: Tree, path: str) -> None:
    polish = grow_one_of_each(tree)
    for page in polish:
        tree.in_english(page, title=f"{page.title} in English", slug=f"{page.slug}-en")
    english = answer(client, f"{path}?locale=en&limit=100")["items"]
    assert english
    assert {item["locale"] for item in english} == {"en"}
    assert all(item["url"].startswith("/en/") for item in english)
    assert {item["locale"] for item in answer(client, f"{path}?limit=100")["items"]} == {"pl"}
    assert [*validator_for(path).iter_errors(answer(client, f"{path}?limit=100"))] == []


def grow_one_of_each(tree: Tree) -> list[Any]:
    """A page of each type, parents first."""
    programmes = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    networks = NetworkIndexFactory(parent=tree.home, title="Sieciowanie", slug="sieciowanie")
    partners = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    news = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    forum = ProgrammeFactory(parent=programmes, title="Forum", slug="forum")
    return [
        programmes,
        networks,
        partners,
        news,
        forum,
        *grow_what_happens(tree, forum),
        NetworkFactory(parent=networks, title="Koalicja", slug="koalicja"),
        PartnerFactory(parent=partners, title="Fundacja", slug="fundacja"),
        NewsFactory(parent=news, title="Nowina", slug="nowina"),
        ContentFactory(parent=tree.home, title="O nas", slug="o-nas"),
        StatementFactory(parent=tree.home, title="Deklaracja", slug="deklaracja"),
        NewsletterFactory(parent=tree.home, title="Newsletter", slug="newsletter"),
    ]


def grow_what_happens(tree: Tree, programme: Any) -> list[Any]:
    """An edition, a call and an event with whatever they can say, and the indexes of these."""
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    begin = dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)
    return [
        EditionFactory(
            parent=programme,
            title="Edycja",
            slug="edycja",
            cities=[EditionCity(city=city)],
            participants=[
                Participant(name="Ona", consent=True, consent_until=dt.date(2090, 1, 1), city=city)
            ],
        ),
        OpenCallFactory(
            parent=programme,
            title="Nabór",
            slug="nabor",
            opens=begin,
            rounds=[CallRound(closes=begin + dt.timedelta(days=1), decision=dt.date(2026, 6, 1))],
            countries=[CallCountry(country="UA")],
            languages=[CallLanguage(language="pl")],
            money=[MoneyItem(purpose="grant", amount=100, currency="EUR", tax="net")],
            jury=[JuryMember(name="Ona", consent=True)],
            selected=[Selected(name="On", country="UA", consent=True)],
            results_announced=dt.date(2026, 7, 1),
            applications_received=3,
            fee=10,
            fee_currency="PLN",
            for_groups=True,
            offers_travel=True,
        ),
        EventFactory(
            parent=programme,
            title="Wieczór",
            slug="wieczor",
            city=city,
            dates=[EventDate(starts=begin, ends=begin)],
            languages=[EventLanguage(language="uk")],
            captions=True,
        ),
        OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory"),
        EventIndexFactory(parent=tree.home, title="Kalendarz", slug="kalendarz"),
    ]


def test_every_page_is_found_by_its_path_and_fits_its_schema(client: Client, tree: Tree) -> None:
    judge = validator_for("/pages/by-path")
    pages = [tree.home, tree.home_en, *grow_one_of_each(tree)]
    for page in pages:
        found = answer(client, f"/pages/by-path?path={page.url}")
        assert found["key"] == str(page.translation_key)
        assert [*judge.iter_errors(found)] == []


def test_a_page_names_its_translations_and_its_breadcrumb(
    client: Client, tree: Tree, section: Any
) -> None:
    forum = ProgrammeFactory(parent=section, title="Forum", slug="forum")
    tree.in_english(forum, title="A forum", slug="a-forum")
    found = answer(client, "/pages/by-path?path=/en/dzialania-en/a-forum/", status=404)
    assert found["status"] == 404
    found = answer(client, "/pages/by-path?path=/pl/dzialania/forum/")
    assert [one["title"] for one in found["breadcrumb"]] == ["Strona główna", "Działania"]
    assert [(one["locale"], one["title"]) for one in found["translations"]] == [
        ("pl", "Forum"),
        ("en", "A forum"),
    ]


def test_relations_come_in_the_language_of_the_page(
    client: Client, tree: Tree, section: Any
) -> None:
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=directory, title="Fundacja", slug="fundacja")
    tree.in_english(partner, title="A foundation", slug="a-foundation")
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    forum = ProgrammeFactory(parent=section, title="Forum", slug="forum")
    forum.cities = [ProgrammeCity(city=city)]
    forum.partners = [ProgrammePartner(partner=partner, role="host")]
    forum.topic_links = [TopicLink(topic=topic(tree))]
    forum.save_revision().publish()
    english = tree.in_english(forum, title="A forum", slug="a-forum")
    found = answer(client, f"/pages/by-path?path={english.url}")
    assert [one["name"] for one in found["cities"]] == ["Lodz"]
    assert [one["name"] for one in found["topics"]] == ["networking in English"]
    (involved,) = found["partners"]
    assert involved["partner"]["title"] == "A foundation"
    assert involved["role"] == {"value": "host", "label": "host"}


def test_a_page_listed_in_two_sections_is_one_record(
    client: Client, tree: Tree, section: Any
) -> None:
    forum = ProgrammeFactory(parent=section, title="Forum", slug="forum")
    networking = NetworkIndexFactory(parent=tree.home, title="Sieciowanie", slug="sieciowanie")
    networking.section_entries = [
        SectionEntry(page=forum.page_ptr, locale=tree.pl, heading="Fora"),
    ]
    networking.save_revision().publish()
    (group,) = answer(client, "/pages/by-path?path=/pl/sieciowanie/")["groups"]
    assert group["heading"] == "Fora"
    assert [page["url"] for page in group["pages"]] == ["/pl/dzialania/forum/"]
    found = answer(client, "/pages/by-path?path=/pl/dzialania/forum/")
    assert [one["title"] for one in found["sections"]] == ["Sieciowanie"]
    assert titles(client, "/programmes") == ["Forum"]


def test_a_section_lists_what_no_editor_has_listed(
    client: Client, tree: Tree, section: Any
) -> None:
    first = ProgrammeFactory(parent=section, title="Ręcznie", slug="recznie")
    ProgrammeFactory(parent=section, title="Nowy", slug="nowy")
    section.section_entries = [SectionEntry(page=first.page_ptr, locale=tree.pl)]
    section.save_revision().publish()
    found = answer(client, "/pages/by-path?path=/pl/dzialania/")
    assert [page["title"] for page in found["groups"][0]["pages"]] == ["Ręcznie"]
    assert [page["title"] for page in found["others"]["items"]] == ["Nowy"]


@pytest.mark.parametrize("hide", ["draft", "private", "private parent"])
def test_what_is_not_public_is_nowhere(client: Client, tree: Tree, section: Any, hide: str) -> None:
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=directory, title="Tajny", slug="tajny")
    forum = ProgrammeFactory(parent=section, title="Forum", slug="forum")
    forum.partners = [ProgrammePartner(partner=partner)]
    forum.save_revision().publish()
    networking = NetworkIndexFactory(parent=tree.home, title="Sieciowanie", slug="sieciowanie")
    network = NetworkFactory(parent=networking, title="Koalicja", slug="koalicja")
    network.memberships = [Membership(partner=partner)]
    network.save_revision().publish()
    section.section_entries = [SectionEntry(page=partner.page_ptr, locale=tree.pl)]
    section.save_revision().publish()
    paths = [
        "/partners",
        "/pages?limit=100",
        "/pages/by-path?path=/pl/dzialania/",
        "/pages/by-path?path=/pl/dzialania/forum/",
        "/pages/by-path?path=/pl/sieciowanie/koalicja/",
        "/pages/by-path?path=/pl/partnerzy/",
    ]
    assert all("Tajny" in json.dumps(answer(client, path)) for path in paths)
    match hide:
        case "draft":
            partner.unpublish()
        case "private":
            PageViewRestriction.objects.create(page=partner, restriction_type="login")
        case "private parent":
            PageViewRestriction.objects.create(page=directory, restriction_type="login")
            paths.pop()
    assert not any("Tajny" in json.dumps(answer(client, path)) for path in paths)
    answer(client, f"/pages/by-path?path={partner.url}", status=404)


@pytest.mark.parametrize("order", ["title", "-title"])
def test_paging_neither_repeats_nor_drops(
    client: Client, tree: Tree, section: Any, order: str
) -> None:
    for number in range(7):
        ProgrammeFactory(parent=section, title=f"Program {number % 3}", slug=f"program-{number}")
    seen: list[str] = []
    path: str | None = f"/programmes?limit=2&order={order}"
    while path:
        part = answer(client, path)
        seen += [item["key"] for item in part["items"]]
        path = part["next"] and part["next"].removeprefix(BASE)
    assert len(seen) == len(set(seen)) == 7


def test_a_partner_chooses_only_while_it_is_public(
    client: Client, tree: Tree, section: Any
) -> None:
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=directory, title="Fundacja", slug="fundacja")
    forum = ProgrammeFactory(parent=section, title="Forum", slug="forum")
    forum.partners = [ProgrammePartner(partner=partner)]
    networking = NetworkIndexFactory(parent=tree.home, title="Sieciowanie", slug="sieciowanie")
    network = NetworkFactory(parent=networking, title="Koalicja", slug="koalicja")
    network.memberships = [Membership(partner=partner)]
    for page in (forum, network):
        page.save_revision().publish()
    paths = [f"/{name}?partner={partner.translation_key}" for name in ("programmes", "networks")]
    assert [titles(client, path) for path in paths] == [["Forum"], ["Koalicja"]]
    partner.unpublish()
    assert [titles(client, path) for path in paths] == [[], []]


def test_news_is_chosen_by_topic(client: Client, tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    NewsFactory(parent=index, title="Inna", slug="inna")
    chosen = NewsFactory(parent=index, title="O sieci", slug="o-sieci")
    chosen.topic_links = [TopicLink(topic=topic(tree))]
    chosen.save_revision().publish()
    chosen.topic_links.add(TopicLink(topic=chosen.topic_links.first().topic))
    chosen.save_revision().publish()
    assert titles(client, "/news?topic=networking") == ["O sieci"]
    assert titles(client, "/news?topic=nothing") == []
    assert len(titles(client, "/news")) == 2


def test_news_is_chosen_by_its_year(client: Client, tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    for year in (2025, 2026):
        day = dt.date(year, 12, 31)
        NewsFactory(parent=index, title=f"Z {year}", slug=f"z-{year}", date=day)
    assert titles(client, "/news?year=2025") == ["Z 2025"]
    assert titles(client, "/news?year=2024") == []


def test_news_is_chosen_by_a_page_that_it_has_to_do_with(
    client: Client, tree: Tree, section: Any
) -> None:
    forum = ProgrammeFactory(parent=section, title="Forum", slug="forum")
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    NewsFactory(parent=index, title="Inna", slug="inna")
    about = NewsFactory(parent=index, title="O forum", slug="o-forum")
    about.related = [RelatedPage(page=forum.page_ptr)]
    about.save_revision().publish()
    path = f"/news?related={forum.translation_key}"
    assert titles(client, path) == ["O forum"]
    forum.unpublish()
    assert titles(client, path) == []


@pytest.mark.parametrize("path", [path for path, _operation in operations()])
def test_every_operation_refuses_parameters_that_it_does_not_know(
    client: Client, path: str
) -> None:
    error = answer(client, f"{path.removeprefix(BASE)}?nonsense=1", status=422)
    assert [one["name"] for one in error["parameters"]] == ["nonsense"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("locale=xx", "locale"),
        ("locale=uk", "locale"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=WzFd", "cursor"),
        ("order=-pk", "order"),
        ("kind=party", "kind"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(client: Client, query: str, name: str) -> None:
    response = client.get(f"{BASE}/programmes?{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert [one["name"] for one in response.json()["parameters"]] == [name]


@pytest.mark.parametrize(
    "held",
    [
        "[" * 1000,
        "x" * 2000,
        '["title", "a", 1]',
        '["title", "a", true]',
        '["title", "a", "key"]',
        '["title", [], "00000000-0000-0000-0000-000000000001"]',
        '["title", null, "00000000-0000-0000-0000-000000000001"]',
        '["-title", "a", "00000000-0000-0000-0000-000000000001"]',
        r'["title", "a\u0000", "00000000-0000-0000-0000-000000000001"]',
        r'["title", "a\ud800", "00000000-0000-0000-0000-000000000001"]',
    ],
)
def test_a_cursor_that_no_answer_has_given_is_refused(client: Client, held: str) -> None:
    cursor = base64.urlsafe_b64encode(held.encode()).decode()
    error = answer(client, f"/programmes?cursor={cursor}", status=422)
    assert [one["name"] for one in error["parameters"]] == ["cursor"]


@pytest.mark.parametrize("path", ["/pl/nigdzie/", "/xx/", "pl/", "//"])
def test_a_path_without_a_page_is_a_problem(client: Client, path: str) -> None:
    response = client.get(f"{BASE}/pages/by-path", {"path": path})
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/pages/by-path?path=/pl/%00/", "/news?topic=%00", "/programmes?city=a%00b", "/%00"]
)
def test_an_address_with_a_nul_character_is_refused(client: Client, path: str) -> None:
    response = client.get(BASE + path)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("prefix", ["/api/", "/api/nothing/", "/api/content/v1/nothing"])
def test_api_addresses_never_redirect_by_language(client: Client, prefix: str) -> None:
    response = client.get(prefix, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v2/pages/", "/api/v3-preview/pages/"])
def test_wagtails_own_apis_are_there(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "json" in response["Content-Type"]


def test_wagtails_api_gives_our_facts(client: Client, tree: Tree, section: Any) -> None:
    forum = ProgrammeFactory(parent=section, title="Forum", slug="forum", since=2018)
    found = client.get(f"/api/v2/pages/{forum.pk}/").json()
    assert (found["kind"], found["since"], found["body"]) == ("forum", 2018, [])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_another_method_is_a_problem(client: Client, method: str) -> None:
    response = getattr(client, method)(f"{BASE}/pages")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response["Content-Type"] == "application/problem+json"


def test_head_is_answered_as_get_without_its_body(client: Client) -> None:
    head, get = client.head(f"{BASE}/pages"), client.get(f"{BASE}/pages")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(get.content))


def test_a_failure_is_a_problem(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Reader, "whole", fail)
    response = client.get(f"{BASE}/pages/by-path?path=/pl/")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_answer_says_its_language(client: Client, language: str) -> None:
    response = client.get(f"{BASE}/pages?locale={language}", HTTP_ACCEPT_LANGUAGE="de")
    assert response["Content-Language"] == language


def test_pages_beside_the_site_are_not_in_it(client: Client, tree: Tree) -> None:
    beside = Page.get_first_root_node().add_child(
        instance=HomePage(title="Obok", slug="obok", locale=tree.pl)
    )
    index = NewsIndexFactory(parent=beside, title="Obce", slug="obce")
    NewsFactory(parent=index, title="Obca wiadomość", slug="obca")
    assert titles(client, "/news") == []
    assert "Obok" not in titles(client, "/pages?limit=100")


def test_a_group_of_which_nothing_is_public_is_left_out(
    client: Client, tree: Tree, section: Any
) -> None:
    hidden = ProgrammeFactory(parent=section, title="Tajny", slug="tajny", live=False)
    shown = ProgrammeFactory(parent=section, title="Jawny", slug="jawny")
    gone = ProgrammeFactory(parent=section, title="Dawny", slug="dawny")
    section.section_entries = [
        SectionEntry(page=hidden.page_ptr, locale=tree.pl, heading="Tajne", sort_order=0),
        SectionEntry(page=gone.page_ptr, locale=tree.pl, heading="Jawne", sort_order=1),
        SectionEntry(page=shown.page_ptr, locale=tree.pl, sort_order=2),
    ]
    section.save_revision().publish()
    gone.delete()
    found = answer(client, "/pages/by-path?path=/pl/dzialania/")
    assert [(group["heading"], len(group["pages"])) for group in found["groups"]] == [("Jawne", 1)]


def test_the_same_bytes_whatever_the_reader_prefers(client: Client) -> None:
    bodies = {
        client.get(f"{BASE}/pages", HTTP_ACCEPT_LANGUAGE=language).content
        for language in ("pl", "en", "uk", "de-AT,xx;q=0.1")
    }
    assert len(bodies) == 1


def test_documentation_needs_nobody_else(client: Client) -> None:
    response = client.get(f"{BASE}/docs/")
    assert response.status_code == 200
    assert b"https://" not in response.content


def test_an_api_can_be_made_for_each_url_map() -> None:
    assert make_api() is not make_api()


@pytest.mark.one_database
def test_programmes_are_chosen_by_the_years_in_which_there_were_some(
    client: Client, section: Any
) -> None:
    for title, since, until in (
        ("Dawny", 1998, 2004),
        ("Obecny", 2010, None),
        ("Odwieczny", None, None),
        ("Przyszły", 2030, 2031),
    ):
        ProgrammeFactory(parent=section, title=title, slug=title.lower(), since=since, until=until)
    for query, found in (
        ("from=2004", ["Dawny", "Obecny", "Odwieczny", "Przyszły"]),
        ("from=2005", ["Obecny", "Odwieczny", "Przyszły"]),
        ("to=2010", ["Dawny", "Obecny", "Odwieczny"]),
        ("to=2009", ["Dawny", "Odwieczny"]),
        ("from=2005&to=2029", ["Obecny", "Odwieczny"]),
    ):
        items = answer(client, f"/programmes?{query}")["items"]
        assert [one["title"] for one in items] == found, query
    error = answer(client, "/programmes?from=0", status=422)
    assert [one["name"] for one in error["parameters"]] == ["from"]
