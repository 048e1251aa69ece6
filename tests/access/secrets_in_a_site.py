"""A public site, and one of everything that the public must not see, hidden in each of its corners.

What is hidden is tied into what is public in every way that editors have: listed in sections and
blocks, linked in texts, taking part as a partner, shown as a picture, named by a redirect. In the
site without it the same references lead to nothing.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
)

from config.demo.posters import draw_poster
from courtyard.models import (
    DisciplineLink,
    MenuItem,
    MenuItemText,
    Publisher,
    SectionEntry,
    SiteSettings,
    SiteTexts,
    Tag,
    TagLink,
    ThemeLink,
    Topic,
    TopicLink,
)
from courtyard.outbox import services as outbox
from courtyard.terms import KINDS
from home.models import FeaturedPage
from network.models import City, Membership, PartnerLink, Unit
from news.models import NewsAuthor, RelatedPage
from news.newsletter.models import Subscriber
from programmes.models import (
    EditionPartner,
    JuryMember,
    Participant,
    ProgrammeCity,
    ProgrammePartner,
    Selected,
)
from tests import trees
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

MARK = "kryptonim"
"""What only hidden things say. Letters alone, so that no encoding changes it."""

HIDDEN_PAGES = (
    "draft",
    "unpublished in bulk",
    "scheduled",
    "expired",
    "for those who log in",
    "with a password",
    "for a group",
    "private section",
    "below a private section",
    "twin of a draft",
    "twin of one unpublished in bulk",
    "twin of an expired one",
    "twin of a private one",
    "alias of a translation of a draft",
    "alias of a translation of a private one",
    "draft of an event",
    "unpublished edition",
    "private call",
)
"""Pages of which nobody reads any language."""

HIDDEN_LANGUAGES = (
    "unfinished twin",
    "twin unpublished in bulk",
    "expired twin",
    "private twin",
    "scaffolding",
)
"""Pages that the public reads in Polish, but not in English."""

OTHERS = (
    "earlier words of a public page",
    "draft of a public page",
    "planned change of a public page",
    "group of hidden pages",
    "label of a hidden page",
    "image",
    "image below a private collection",
    "document",
    "document below a private collection",
    "pending subscriber",
    "confirmed subscriber",
    "participant without consent",
    "participant whose consent has ended",
    "member of a jury without consent",
    "selected before results are announced",
)

NAMES = (*HIDDEN_PAGES, *HIDDEN_LANGUAGES, *OTHERS)

WITH_RESTRICTION = (
    "for those who log in",
    "with a password",
    "for a group",
    "private section",
    "below a private section",
    "twin of a private one",
    "alias of a translation of a private one",
    "private call",
    "private twin",
    "document",
    "document below a private collection",
)
"""Their own addresses ask for a login or a password, as in stock Wagtail."""

NOTHING = 2_000_000_000
"""A primary key that nothing has."""

FIRST_DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

PICTURE = draw_poster("news", 0, width=64, height=40)


def marked(name: str) -> str:
    """The secret string, with letters that tell which hidden thing says it."""
    number = NAMES.index(name)
    return f"{MARK}{chr(97 + number // 26)}{chr(97 + number % 26)}"


def key_of(name: str) -> UUID:
    """The translation key of a hidden page."""
    return UUID(int=1000 + NAMES.index(name))


@dataclass
class Grown:
    """A site: what is public in it, and what is hidden.

    ``found_at`` names for each hidden thing an address of the admin at which editors find it.
    """

    tree: Tree
    subject: Any
    city: Any
    image: Any
    document: Any
    public: dict[str, Any] = field(default_factory=dict)
    hidden: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    found_at: dict[str, str] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)


# What is public


def public_site(tree: Tree) -> Grown:
    """A page of each type in Polish, half of them in English too.

    Ukrainian falls back on English, and English on Polish. The site has a private page and a
    private collection, of which nothing is secret: that there are restrictions at all shows in how
    Wagtail's APIs may be cached.
    """
    image, document = an_image("jawny"), a_document("jawny")
    site = Grown(
        tree=tree,
        subject=topic(tree, "sieci"),
        city=term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz"),
        image=image,
        document=document,
    )
    topic(tree, "tylko-ukryte")
    term_in_two_languages(City, tree, "tylko-ukryte", "Ukryte", "Hidden")
    site.terms = {
        kind.name: term_in_two_languages(kind.model, tree, "woda", "woda", "water")
        for kind in KINDS
    }
    grow_pages(site)
    write_bodies(site, dict.fromkeys(HIDDEN_PAGES, NOTHING), NOTHING, NOTHING)
    for name in ("about", "programme", "network", "partner", "news"):
        page = site.public[name]
        title, slug = f"{page.title} in English", f"{page.slug}-en"
        site.public[f"{name} in English"] = tree.in_english(page, title=title, slug=slug)
    Redirect.objects.create(old_path="/dawniej", redirect_page=site.public["about"].page_ptr)
    private = ContentFactory(parent=tree.home, title="Dla zespołu", slug="dla-zespolu")
    restrict(private, "password", password="sezam")
    restrict_collection(Collection.get_first_root_node().add_child(name="Zespół"))
    write_footers(site, NOTHING)
    write_menus(site)
    # No two at one moment: Wagtail's APIs leave their order to the database.
    for number, page in enumerate(Page.objects.filter(depth__gt=1).order_by("pk").specific()):
        page.first_published_at = FIRST_DAY + dt.timedelta(days=number)
        page.save()
    settle()
    return site


def grow_pages(site: Grown) -> None:
    tree, home, public = site.tree, site.tree.home, site.public
    public["home"], public["home in English"] = tree.home, tree.home_en
    public["about"] = ContentFactory(
        parent=home, title="O nas", slug="o-nas", show_in_menus=True, listing_image=site.image
    )
    public["newsletter"] = NewsletterFactory(parent=home, title="Listy", slug="newsletter")
    public["statement"] = StatementFactory(parent=home, title="Deklaracja", slug="deklaracja")
    public["below"] = ContentFactory(parent=public["about"], title="Zespół", slug="zespol")
    public["section"] = ProgrammeIndexFactory(parent=home, title="Działania", slug="dzialania")
    public["networks"] = NetworkIndexFactory(parent=home, title="Sieci", slug="sieci")
    public["partners"] = PartnerIndexFactory(parent=home, title="Partnerzy", slug="partnerzy")
    public["index"] = NewsIndexFactory(parent=home, title="Aktualności", slug="aktualnosci")
    public["partner"] = PartnerFactory(
        parent=public["partners"], title="Fundacja", slug="fundacja", city=site.city
    )
    public["programme"] = ProgrammeFactory(parent=public["section"], title="Forum", slug="forum")
    public["school"] = ProgrammeFactory(parent=public["section"], title="Szkoła", slug="szkola")
    public["edition"] = EditionFactory(
        parent=public["programme"],
        title="Edycja",
        slug="edycja",
        starts=FIRST_DAY,
        partners=[EditionPartner(partner=public["partner"])],
        participants=[Participant(name="Ona", consent=True, country="PL")],
    )
    later = FIRST_DAY + dt.timedelta(days=20_000)
    public["call"] = OpenCallFactory(
        parent=public["programme"], title="Nabór", slug="nabor", closes=later
    )
    public["event"] = EventFactory(
        parent=public["programme"], title="Wieczór", slug="wieczor", starts=later, city=site.city
    )
    public["calls"] = OpenCallIndexFactory(parent=home, title="Nabory", slug="nabory")
    public["events"] = EventIndexFactory(parent=home, title="Kalendarz", slug="kalendarz")
    public["network"] = NetworkFactory(parent=public["networks"], title="Unia", slug="unia")
    public["news"] = NewsFactory(parent=public["index"], title="Nowina", slug="nowina")
    for number in range(13):
        public[f"news {number}"] = NewsFactory(
            parent=public["index"],
            title=f"Wiadomość {number:02}",
            slug=f"wiadomosc-{number}",
            date=dt.date(2026, 4, 1) + dt.timedelta(days=number),
            topic_links=[TopicLink(topic=site.subject)] if number % 2 else [],
        )
    public["programme"].cities = [ProgrammeCity(city=site.city)]
    public["programme"].partners = [ProgrammePartner(partner=public["partner"])]
    public["network"].memberships = [Membership(partner=public["partner"])]
    public["home"].featured = [FeaturedPage(page=public["programme"].page_ptr)]
    public["news"].authors = [NewsAuthor(name="Autorka")]
    public["news"].related = [RelatedPage(page=public["programme"].page_ptr)]
    for name in ("section", "networks"):
        entry = SectionEntry(page=public["school"].page_ptr, locale=tree.pl, heading="Szkoły")
        public[name].section_entries = [entry]
    for name in ("programme", "news", "about"):
        public[name].topic_links = [TopicLink(topic=site.subject)]
    for name in ("programme", "network", "partner", "news"):
        for kind in KINDS[1:]:
            rows = [kind.link(**{kind.name: site.terms[kind.name]})]
            setattr(public[name], kind.rows, rows)


def write_bodies(site: Grown, pages: dict[str, int], image: int, document: int) -> None:
    """Give public pages texts that speak of hidden things, by their primary keys.

    Without a new publication date, and with the same block ids each time.
    """
    public = site.public
    keys = [pages[name] for name in HIDDEN_PAGES]
    words = "".join(f'<li><a linktype="page" id="{key}">o tym</a></li>' for key in keys)
    files = [site.document.pk, document]
    linked = "".join(f'<a linktype="document" id="{key}">plik</a>' for key in files)
    text = f"<p>Więcej: {linked}</p><ul>{words}</ul>"
    chosen = [public["school"].pk, *keys, public["partner"].pk]
    for name in ("home", "about", "programme", "network", "partner", "news"):
        page = public[name]
        listed = {"kind": "news", "topic": site.subject.pk, "count": 3, "link_text": "Wszystkie"}
        blocks = [
            ("text", text),
            ("pages", {"heading": "Wybrane", "pages": items(chosen)}),
            ("listing", {"heading": "Najnowsze", **listed}),
            ("image", picture(site.image.pk, "jawny")),
            ("image", picture(image, "drugi")),
            ("gallery", {"pictures": items([picture(site.image.pk, ""), picture(image, "")])}),
            ("logos", {"pages": items(chosen)}),
            ("documents", {"documents": items([{"document": key} for key in files])}),
            ("people", {"people": items([{"name": "Jan", "portrait": image}])}),
            *(("call_to_action", {"page": key, "link_text": "Zgłoś się"}) for key in keys),
        ]
        raw = [
            {"type": kind, "value": value, "id": block_id(number)}
            for number, (kind, value) in enumerate(blocks)
        ]
        page.body = StreamValue(page.body.stream_block, raw, is_lazy=True)
        page.save()
    for name in ("section", "networks"):
        public[name].introduction = text
        public[name].save()


def items(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {"type": "item", "value": value, "id": block_id(100 + number)}
        for number, value in enumerate(values)
    ]


def picture(image: int, caption: str) -> dict[str, Any]:
    chosen = {"image": image, "alt_text": "obraz", "decorative": False}
    return {"image": chosen, "caption": caption}


def block_id(number: int) -> str:
    return str(UUID(int=number + 1))


def write_footers(site: Grown, page: int) -> None:
    """The site's texts, with a link to a page in the footer."""
    uk = Locale.objects.get_or_create(language_code="uk")[0]
    settings, _created = SiteSettings.objects.get_or_create(site=site.tree.site)
    texts = (
        (site.tree.pl, "Instytut", None),
        (site.tree.en, "Institute", site.tree.pl),
        (uk, "Інститут", site.tree.en),
    )
    for locale, name, fallback in texts:
        SiteTexts.objects.update_or_create(
            settings=settings,
            locale=locale,
            defaults={
                "name": name,
                "footer": f'<p><a linktype="page" id="{page}">{name}</a></p>',
                "notice": f'<p><a linktype="page" id="{page}">{name}</a></p>',
                "fallback": fallback,
            },
        )


def write_menus(site: Grown) -> None:
    """A menu at the foot made by hand, with room for what is hidden; the other is the tree's."""
    settings = SiteSettings.objects.get(site=site.tree.site)
    settings.publisher = term_in_two_languages(Publisher, site.tree, "zespol", "Zespół", "Team")
    settings.save()
    for order, name in ((-99, "about"), (99, "programme")):
        page = site.public[name].page_ptr
        MenuItem.objects.create(foot_of=settings, page=page, sort_order=order)


# What is hidden


def hide_one_of_each(site: Grown) -> None:
    """Add all that the public must not see, and tie it into what is public."""
    hide_files(site)
    hide_pages(site)
    hide_people(site)
    hide_words(site, "earlier words of a public page", of="about")
    hide_words(site, "draft of a public page", of="below")
    hide_words(site, "planned change of a public page", of="school")
    tie_in(site)
    for status in ("pending", "confirmed"):
        Subscriber.objects.create(
            email=f"{marked(f'{status} subscriber')}@example.org",
            status=status,
            asked_at=timezone.now(),
        )
    settle()


def hide_files(site: Grown) -> None:
    private = Collection.get_first_root_node().add_child(name=MARK)
    restrict_collection(private)
    below = private.add_child(name=f"{MARK} below")
    for suffix, collection in (("", private), (" below a private collection", below)):
        image, document = f"image{suffix}", f"document{suffix}"
        site.files[image] = an_image(marked(image), collection)
        site.files[document] = a_document(marked(document), collection)
        site.found_at[image] = f"/cms/images/{site.files[image].pk}/"
        site.found_at[document] = f"/cms/documents/edit/{site.files[document].pk}/"


def hide_people(site: Grown) -> None:
    """Those who have not agreed to be named, do so no longer, or are not named yet."""
    edition, call = site.public["edition"], site.public["call"]
    for page, row, name, facts in (
        (edition, Participant, "participant without consent", {}),
        (
            edition,
            Participant,
            "participant whose consent has ended",
            {"consent": True, "consent_until": dt.date(2026, 3, 1)},
        ),
        (call, JuryMember, "member of a jury without consent", {}),
        (call, Selected, "selected before results are announced", {"consent": True}),
    ):
        row.objects.create(page=page, name=marked(name), **facts)
        site.found_at[name] = f"/cms/pages/{page.pk}/edit/"
    for name in ("edition", "call"):
        page = site.public[name] = type(site.public[name]).objects.get(pk=site.public[name].pk)
        page.save()


def restrict_collection(collection: Collection) -> None:
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")


def hide_pages(site: Grown) -> None:
    public, home = site.public, site.tree.home
    tomorrow = timezone.now() + dt.timedelta(days=1)
    section, index, partners = public["section"], public["index"], public["partners"]

    hidden_page(site, "draft", ContentFactory, home, live=False)
    unpublish_in_bulk(hidden_page(site, "unpublished in bulk", ProgrammeFactory, section))
    scheduled = hidden_page(
        site, "scheduled", ContentFactory, home, live=False, go_live_at=tomorrow
    )
    scheduled.save_revision(approved_go_live_at=tomorrow)
    expire(hidden_page(site, "expired", NewsFactory, index, date=dt.date(2026, 5, 2)))

    restrict(hidden_page(site, "for those who log in", NewsFactory, index))
    locked = hidden_page(
        site,
        "with a password",
        PartnerFactory,
        partners,
        kind="festival",
        city=City.objects.get(slug="tylko-ukryte", locale=site.tree.pl),
        logo=site.files["image"],
        links=[PartnerLink(url=f"https://example.org/{MARK}")],
        **dict.fromkeys(("legal_name", "street", "accessibility"), MARK),
    )
    restrict(locked, "password", password="sezam")
    place = {"meeting_rhythm": MARK, "street": MARK, "units": [Unit(name=MARK[:20])]}
    closed = hidden_page(site, "for a group", NetworkFactory, public["networks"], **place)
    restrict(closed, "groups")
    closed = hidden_page(site, "private section", ProgrammeIndexFactory, home, introduction=MARK)
    restrict(closed)
    hidden_page(site, "below a private section", ProgrammeFactory, closed)

    programme = public["programme"]
    hidden_page(site, "draft of an event", EventFactory, programme, live=False)
    somebody = Participant(name=marked("unpublished edition"), consent=True, country="PL")
    edition = hidden_page(
        site, "unpublished edition", EditionFactory, programme, participants=[somebody]
    )
    unpublish_in_bulk(edition)
    restrict(hidden_page(site, "private call", OpenCallFactory, programme))

    for name, hide in (
        ("twin of a draft", unpublish),
        ("twin of one unpublished in bulk", unpublish_in_bulk),
        ("twin of an expired one", expire),
        ("twin of a private one", restrict),
    ):
        original = make(site, name, NewsFactory, index)
        original.save_revision().publish()
        twin = site.tree.in_english(original, slug=f"{original.slug}-en")
        note(site, name, twin)
        alias = f"alias of a translation of {name.removeprefix('twin of ')}"
        if alias in HIDDEN_PAGES:
            alias_saying(site, alias, of=twin)
        hide(original)
    for name, of, hide in (
        ("unfinished twin", "news 0", unpublish),
        ("twin unpublished in bulk", "news 1", unpublish_in_bulk),
        ("expired twin", "news 2", expire),
        ("private twin", "school", restrict),
    ):
        twin = site.tree.in_english(public[of], **words(name))
        note(site, name, twin)
        hide(twin)
    scaffolding = public["below"].copy_for_translation(site.tree.en, copy_parents=True, alias=True)
    Page.objects.filter(pk=scaffolding.pk).update(
        live=True, title=marked("scaffolding"), draft_title=marked("scaffolding")
    )
    scaffolding.refresh_from_db()
    note(site, "scaffolding", scaffolding)


def words(name: str) -> dict[str, str]:
    """The secret in every text that all pages have."""
    secret = marked(name)
    return {
        "title": f"{secret} {MARK} {name}",
        "slug": secret,
        "summary": f"Streszczenie {secret} {MARK}",
        "seo_title": f"SEO {secret}",
        "search_description": f"Opis {secret}",
    }


def make(site: Grown, name: str, factory: Any, parent: Any, **fields: Any) -> Any:
    """A page that says the secret wherever it can, and refers to public things."""
    image = site.files["image"]
    page = factory(
        parent=parent,
        translation_key=key_of(name),
        show_in_menus=True,
        listing_image=image,
        **words(name),
        **fields,
    )
    if hasattr(page, "body"):
        page.body = [("text", f"<p>{marked(name)}</p>"), ("quote", {"text": marked(name)})]
    only_hidden = Topic.objects.get(slug="tylko-ukryte", locale=site.tree.pl)
    page.topic_links = [TopicLink(topic=site.subject), TopicLink(topic=only_hidden)]
    page.publisher = Publisher.objects.filter(locale=site.tree.pl).first()
    tag = Tag.objects.create(name=f"{marked(name)} {MARK}", slug=marked(name), locale=site.tree.pl)
    page.tag_links = [TagLink(tag=tag)]
    page.theme_links = [ThemeLink(theme=site.terms["theme"])]
    page.discipline_links = [DisciplineLink(discipline=site.terms["discipline"])]
    for rows, fact in (
        ("cities", {"city": site.city}),
        ("partners", {"partner": site.public["partner"]}),
        ("memberships", {"partner": site.public["partner"]}),
    ):
        if hasattr(page, rows):
            setattr(page, rows, [page._meta.get_field(rows).related_model(**fact)])
    if hasattr(page, "authors"):
        page.authors = [NewsAuthor(name=marked(name))]
        page.related = [RelatedPage(page=site.public["programme"].page_ptr)]
    page.save()
    return page


def hidden_page(site: Grown, name: str, factory: Any, parent: Any, **fields: Any) -> Any:
    page = make(site, name, factory, parent, **fields)
    note(site, name, page)
    return page


def alias_saying(site: Grown, name: str, of: Any) -> None:
    """An alias of a page, in its language, with words by which it is known."""
    alias = of.create_alias(update_slug=marked(name))
    for attribute, value in {**words(name), "translation_key": key_of(name)}.items():
        setattr(alias, attribute, value)
    alias.save()
    note(site, name, alias)


def note(site: Grown, name: str, page: Any) -> None:
    site.hidden[name] = page
    site.found_at[name] = f"/cms/pages/{page.pk}/edit/"


def unpublish(page: Any) -> None:
    page.unpublish()


def unpublish_in_bulk(page: Any) -> None:
    """As no signal tells: what was published stays stored."""
    Page.objects.filter(pk=page.pk).update(live=False)


def expire(page: Any) -> None:
    """Before a worker has seen it."""
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    Page.objects.filter(pk=page.pk).update(expire_at=an_hour_ago)


def restrict(page: Any, kind: str = "login", **fields: Any) -> None:
    restriction = PageViewRestriction.objects.create(
        page=page.page_ptr, restriction_type=kind, **fields
    )
    if kind == "groups":
        restriction.groups.add(Group.objects.get_or_create(name=MARK)[0])


def hide_words(site: Grown, name: str, of: str) -> None:
    """What a public page does not say now: before, in a draft, from tomorrow on."""
    page = site.public[of]
    for attribute, value in words(name).items():
        setattr(page, attribute, value)
    page.body = [("text", f"<p>{marked(name)}</p>")]
    if name.startswith("planned"):
        page.go_live_at = timezone.now() + dt.timedelta(days=1)
    revision = page.save_revision(approved_go_live_at=page.go_live_at)
    page = site.public[of] = type(page).objects.get(pk=page.pk)
    site.found_at[name] = f"/cms/pages/{page.pk}/edit/"
    if name.startswith("earlier"):
        page.save_revision()
        site.found_at[name] = f"/cms/pages/{page.pk}/revisions/{revision.pk}/view/"


def tie_in(site: Grown) -> None:
    """Refer from public pages to everything hidden, in each way there is.

    A reference to a page that is hidden in one language leads to what is public in the others:
    such pages are not referred to here.
    """
    public = site.public
    hidden = {name: site.hidden[name] for name in HIDDEN_PAGES}
    for name, page in public.items():
        public[name] = type(page).objects.get(pk=page.pk)
    for name in ("section", "networks"):
        for number, page in enumerate(hidden.values()):
            SectionEntry.objects.create(
                section=public[name].page_ptr,
                page=page.page_ptr,
                locale=site.tree.pl,
                sort_order=number - len(hidden),
                heading="" if number else marked("group of hidden pages"),
            )
    site.found_at["group of hidden pages"] = f"/cms/pages/{public['section'].pk}/edit/"
    settings = SiteSettings.objects.get(site=site.tree.site)
    for number, page in enumerate(hidden.values()):
        item = MenuItem.objects.create(foot_of=settings, page=page.page_ptr, sort_order=number)
        for locale in (site.tree.pl, site.tree.en):
            text = marked("label of a hidden page")
            MenuItemText.objects.create(item=item, locale=locale, text=text)
    site.found_at["label of a hidden page"] = (
        f"/cms/settings/courtyard/sitesettings/{site.tree.site.pk}/"
    )
    partner = hidden["with a password"]
    ProgrammePartner.objects.create(page=public["programme"], partner=partner)
    Membership.objects.create(page=public["network"], partner=partner)
    for page in hidden.values():
        FeaturedPage.objects.create(home=public["home"], page=page.page_ptr)
        RelatedPage.objects.create(news=public["news"], page=page.page_ptr)
    for name in ("school", "news", "programme in English"):
        public[name].listing_image = site.files["image"]
        public[name].save()
    for number, page in enumerate(site.hidden.values()):
        Redirect.objects.create(old_path=f"/dawne-{number}", redirect_page=page.page_ptr)
    keys = {name: page.pk for name, page in hidden.items()}
    write_bodies(site, keys, site.files["image"].pk, site.files["document"].pk)
    write_footers(site, keys["draft"])
    SiteSettings.objects.update(logo=site.files["image"])


# Means


def an_image(name: str, collection: Collection | None = None) -> Any:
    file = ImageFile(io.BytesIO(PICTURE + name.encode()), name=f"{name}.webp")
    chosen = collection or Collection.get_first_root_node()
    return get_image_model().objects.create(
        title=name, description=name, file=file, collection=chosen
    )


def a_document(name: str, collection: Collection | None = None) -> Any:
    file = ContentFile(f"%PDF {name}".encode(), name=f"{name}.pdf")
    chosen = collection or Collection.get_first_root_node()
    return get_document_model().objects.create(title=name, file=file, collection=chosen)


def settle() -> None:
    """Do what waits for the end of the transaction, which a test never reaches."""
    outbox.work()
    waiting, connection.run_on_commit = connection.run_on_commit, []
    for entry in waiting:
        entry[1]()
    trees.settle()
    trees.analyze()
