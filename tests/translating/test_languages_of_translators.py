"""A translator of Ukrainian writes Ukrainian, whichever way is tried, and no other language."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, TestCase
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import APIToken, Locale, Page, Revision, Site
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.operations import translate_object

from courtyard.editing import roles
from courtyard.images import ImageText
from courtyard.terms import Topic
from tests.trees import (
    ContentFactory,
    PartnerFactory,
    PartnerIndexFactory,
    Tree,
    add_language,
    in_language,
    make_image,
    translate_the_rest,
)

OTHERS = ("pl", "en")
MORE = ("wagtail_localize.submit_translation", "wagtailcore.add_page", "wagtailcore.publish_page")
"""What a translator may be given in the language beside the role: none of it is about others."""


Way = Callable[["World", str], Any]


@dataclass
class World:
    """A page and a topic in three languages, and who translates into one of them."""

    tree: Tree
    locales: dict[str, Locale]
    pages: dict[str, Any]
    topics: dict[str, Any]
    translations: dict[str, Translation]
    of_topics: dict[str, Translation]
    partner: Any
    picture: Any
    browser: Client
    api: Client
    before: Any = None

    def state(self, code: str) -> Any:
        """All that is stored in a language, and by whom it was written last."""
        locale = self.locales[code]
        keys = [*Page.objects.filter(locale=locale).order_by("pk").values_list("pk", flat=True)]
        strings = StringTranslation.objects.filter(locale=locale).order_by("pk")
        return (
            [*Page.objects.filter(pk__in=keys).order_by("pk").values()],
            Revision.objects.filter(object_id__in=map(str, keys)).count(),
            [*strings.values("pk", "data", "translation_type", "last_translated_by")],
            SegmentOverride.objects.filter(locale=locale).count(),
            [*Translation.objects.filter(target_locale=locale).order_by("pk").values()],
            [*Topic.objects.filter(locale=locale).order_by("pk").values()],
            [*ImageText.objects.filter(locale=locale).order_by("pk").values()],
        )

    def is_written(self, way: Way, code: str) -> bool:
        """Whether a way to write changes anything in a language; nothing of it stays."""
        with transaction.atomic():
            self.prepared(code)
            way(self, code)
            is_written: bool = self.state(code) != self.before
            transaction.set_rollback(True)
        Site.clear_site_root_paths_cache()
        return is_written

    def fresh(self, code: str) -> Any:
        """The page in a language, as it is stored."""
        return type(self.pages[code]).objects.get(pk=self.pages[code].pk)

    def prepared(self, code: str) -> None:
        """From here on it is the translator who writes."""
        self.before = self.state(code)


@pytest.fixture
def world(tree: Tree) -> World:
    uk = add_language(tree, "uk")
    in_language(tree.home, uk, title="Головна", slug="uk")
    locales = {"pl": tree.pl, "en": tree.en, "uk": uk}
    polish = ContentFactory(
        parent=tree.home, title="O nas", slug="o-nas", summary="Z Wrocławia.", live=True
    )
    partners = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    topic = Topic.objects.create(name="Woda", slug="woda", locale=tree.pl)
    for thing in (polish, topic):
        translate_object(thing, [tree.en, uk])
    of_page = TranslationSource.objects.get_for_instance(polish)
    of_topic = TranslationSource.objects.get_for_instance(topic)
    translations = {
        one.target_locale.language_code: one
        for one in Translation.objects.filter(source=of_page).select_related("target_locale")
    }
    for one in translations.values():
        translate_the_rest(one)
        one.save_target(publish=False)
        one.get_target_instance().get_latest_revision().publish()
    StringTranslation.objects.filter(context__path="summary").delete()
    roles.set_up(roles.shipped())
    roles.set_up_review()
    user = User.objects.create_user("olena")
    user.groups.add(Group.objects.get(name="Translators – uk"))
    _, token = APIToken.create_token(user=user, name="olena")
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(user)
    return World(
        tree=tree,
        locales=locales,
        pages={code: polish.get_translation_or_none(one) for code, one in locales.items()}
        | {"pl": polish},
        topics={code: Topic.objects.get(locale=one) for code, one in locales.items()},
        translations=translations,
        of_topics={
            one.target_locale.language_code: one
            for one in Translation.objects.filter(source=of_topic).select_related("target_locale")
        },
        partner=PartnerFactory(parent=partners, title="Okno", slug="okno"),
        picture=make_image("brama"),
        browser=browser,
        api=Client(HTTP_HOST="localhost", headers={"authorization": f"Bearer {token}"}),
    )


@pytest.fixture
def generous(world: World) -> World:
    """The translator may do more, in Ukrainian: add and publish pages, and submit them."""
    group = Group.objects.get(name="Translators – uk")
    front = world.tree.home.get_translation(world.locales["uk"])
    for permission in roles._permissions(MORE):
        if permission.content_type.app_label == "wagtailcore":
            group.page_permissions.create(page=front, permission=permission)
        else:
            group.permissions.add(permission)
    return world


# Ways to write


def save_page(world: World, code: str) -> Any:
    """In the form of a page that is not kept by a translation."""
    Translation.objects.filter(target_locale=world.locales[code]).update(enabled=False)
    world.prepared(code)
    address = reverse("wagtailadmin_pages:edit", args=[world.pages[code].pk])
    form = {
        "title": "Написано",
        "slug": "napysano",
        "summary": "",
        "body-count": 0,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }
    return world.browser.post(address, form)


def put_text(world: World, code: str) -> Any:
    translation = world.translations[code]
    segment = translation.source.stringsegment_set.get(context__path="summary")
    name = "wagtail_localize:edit_string_translation"
    address = reverse(name, args=[translation.pk, segment.pk])
    return world.browser.put(
        address, encode_multipart(BOUNDARY, {"value": "З Вроцлава."}), MULTIPART_CONTENT
    )


def delete_text(world: World, code: str) -> Any:
    translation = world.translations[code]
    segment = translation.source.stringsegment_set.get(context__path="title")
    name = "wagtail_localize:edit_string_translation"
    return world.browser.delete(reverse(name, args=[translation.pk, segment.pk]))


def put_override(world: World, code: str) -> Any:
    translation = world.translations[code]
    segment = OverridableSegment.objects.filter(source=translation.source).first()
    if segment is None:
        segment = OverridableSegment.objects.create(
            source=translation.source,
            context=translation.source.stringsegment_set.get(context__path="summary").context,
            data_json=json.dumps("https://example.org/"),
            order=99,
        )
    world.prepared(code)
    name = "wagtail_localize:edit_override"
    return world.browser.put(
        reverse(name, args=[translation.pk, segment.pk]),
        encode_multipart(BOUNDARY, {"value": "https://example.org/uk/"}),
        MULTIPART_CONTENT,
    )


def upload_po(world: World, code: str) -> Any:
    translation = world.translations[code]
    po = translation.export_po()
    for entry in po:
        entry.msgstr = entry.msgstr or "З файлу."
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    return bring(world, address, po)


def bring(world: World, address: str, po: Any) -> Any:
    """Upload a file, and import it once it has been looked at."""
    looked = world.browser.post(address, {"file": SimpleUploadedFile("a.po", str(po).encode())})
    where = looked.headers.get("Location", "")
    return world.browser.post(where, {"all": "1"}) if "/courtyard/po/" in where else looked


def upload_po_of_site(world: World, code: str) -> Any:
    po = world.translations[code].export_po()
    for entry in po:
        entry.msgstr = entry.msgstr or "З файлу."
    return bring(world, reverse("courtyard_po"), po)


def translate_by_machine(world: World, code: str) -> Any:
    address = reverse("wagtail_localize:machine_translate", args=[world.translations[code].pk])
    return world.browser.post(address)


def approve_machine(world: World, code: str) -> Any:
    """What a machine has written, as one's own."""
    translation = world.translations[code]
    segment = translation.source.stringsegment_set.get(context__path="summary")
    one = StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=world.locales[code],
        data="Aus Breslau.",
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
    )
    world.prepared(code)
    address = reverse("courtyard_approve_machine", args=[translation.pk])
    return world.browser.post(address, {"text": [one.pk]})


def stop(world: World, code: str) -> Any:
    address = reverse("wagtail_localize:stop_translation", args=[world.translations[code].pk])
    return world.browser.post(address)


def hand_in(world: World, code: str) -> Any:
    translate_the_rest(world.translations[code], "title", "slug")
    world.prepared(code)
    name = "courtyard_hand_in_translation"
    return world.browser.post(reverse(name, args=[world.translations[code].pk]))


def restart(world: World, code: str) -> Any:
    Translation.objects.filter(pk=world.translations[code].pk).update(enabled=False)
    world.prepared(code)
    address = reverse("wagtailadmin_pages:edit", args=[world.pages[code].pk])
    return world.browser.post(address, {"localize-restart-translation": "1"})


def become_alias(world: World, code: str) -> Any:
    address = reverse("wagtail_localize:convert_to_alias", args=[world.pages[code].pk])
    return world.browser.post(address)


def save_topic(world: World, code: str) -> Any:
    Translation.objects.filter(pk__in=[one.pk for one in world.of_topics.values()]).delete()
    world.prepared(code)
    address = reverse("wagtailsnippets_courtyard_topic:edit", args=[world.topics[code].pk])
    return world.browser.post(address, {"name": "Вода", "slug": "woda"})


def put_text_of_topic(world: World, code: str) -> Any:
    translation = world.of_topics[code]
    segment = translation.source.stringsegment_set.get()
    name = "wagtail_localize:edit_string_translation"
    address = reverse(name, args=[translation.pk, segment.pk])
    return world.browser.put(
        address, encode_multipart(BOUNDARY, {"value": "Вода"}), MULTIPART_CONTENT
    )


def upload_po_of_topic(world: World, code: str) -> Any:
    translation = world.of_topics[code]
    po = translation.export_po()
    for entry in po:
        entry.msgstr = "Вода"
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    return bring(world, address, po)


def stop_topic(world: World, code: str) -> Any:
    address = reverse("wagtail_localize:stop_translation", args=[world.of_topics[code].pk])
    return world.browser.post(address)


def publish_topic(world: World, code: str) -> Any:
    translate_the_rest(world.of_topics[code])
    world.prepared(code)
    address = reverse("wagtailsnippets_courtyard_topic:edit", args=[world.topics[code].pk])
    return world.browser.post(address, {"action": "publish"})


def patch_page(world: World, code: str) -> Any:
    return world.api.patch(
        f"/api/v3-preview/pages/{world.pages[code].pk}/",
        {"meta": {"type": "home.ContentPage"}, "title": "Написано"},
        "application/json",
    )


def set_privacy(world: World, code: str) -> Any:
    address = reverse("wagtailadmin_pages:set_privacy", args=[world.pages[code].pk])
    return world.browser.post(address, {"restriction_type": "login"})


# Ways that need more than the role


def publish_in_editor(world: World, code: str) -> Any:
    translate_the_rest(world.translations[code], "title", "slug")
    world.prepared(code)
    address = reverse("wagtailadmin_pages:edit", args=[world.pages[code].pk])
    return world.browser.post(address, {"action": "publish"})


def publish_anyway(world: World, code: str) -> Any:
    address = reverse("courtyard_publish_anyway", args=[world.translations[code].pk])
    return world.browser.post(address)


def publish_many(world: World, code: str) -> Any:
    make_draft(world, code)
    return bulk(world, code, "publish")


def make_draft(world: World, code: str) -> None:
    """Something to publish: a draft that is written by hand."""
    Translation.objects.filter(target_locale=world.locales[code]).delete()
    page = world.fresh(code)
    page.save_revision()
    page.unpublish()
    world.prepared(code)


def bulk(world: World, code: str, action: str, **form: Any) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return world.browser.post(f"{address}?id={world.pages[code].pk}&next=/cms/", form)


def delete_many(world: World, code: str) -> Any:
    return bulk(world, code, "delete")


def delete_page(world: World, code: str) -> Any:
    return world.browser.post(reverse("wagtailadmin_pages:delete", args=[world.pages[code].pk]))


def make_page(world: World, code: str) -> Any:
    front = world.tree.home.get_translation(world.locales[code])
    address = reverse("wagtailadmin_pages:add", args=["home", "contentpage", front.pk])
    form = {"title": "Нова", "slug": "nova", "summary": "", "body-count": 0}
    comments = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    return world.browser.post(address, {**form, **comments})


def copy_there(world: World, code: str) -> Any:
    """A Ukrainian page, to below the front page of the language."""
    front = world.tree.home.get_translation(world.locales[code])
    address = reverse("wagtailadmin_pages:copy", args=[world.pages["uk"].pk])
    form = {"new_title": "Копія", "new_slug": "kopija", "new_parent_page": front.pk}
    return world.browser.post(address, form)


def move_there(world: World, code: str) -> Any:
    front = world.tree.home.get_translation(world.locales[code])
    names = [world.pages["uk"].pk, front.pk]
    return world.browser.post(reverse("wagtailadmin_pages:move_confirm", args=names))


def submit(world: World, code: str) -> Any:
    """A page that stands in Ukrainian alone, into another language."""
    return _submit(world, code, world.browser)


def _submit(world: World, code: str, browser: Client) -> Any:
    front = world.tree.home.get_translation(world.locales["uk"])
    page = ContentFactory(parent=front, title="Наша", slug="nasha", locale=world.locales["uk"])
    world.prepared(code)
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return browser.post(address, {"locales": [world.locales[code].pk]})


def submit_topic(world: World, code: str) -> Any:
    topic = Topic.objects.create(name="Ліс", slug="lis", locale=world.locales["uk"])
    address = reverse(
        "wagtail_localize:submit_snippet_translation", args=["courtyard", "topic", topic.pk]
    )
    return world.browser.post(address, {"locales": [world.locales[code].pk]})


def update(world: World, code: str) -> Any:
    """All translations of a page, of which Ukrainian is one."""
    source = world.translations["uk"].source
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    return world.browser.post(address, {"use_machine_translation": "on"})


def update_topic(world: World, code: str) -> Any:
    source = world.of_topics["uk"].source
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    form = {"publish_translations": "on", "use_machine_translation": "on"}
    return world.browser.post(address, form)


def import_table(world: World, code: str) -> Any:
    file = f"translation_key,title\n{world.partner.translation_key},Чуже\n".encode()
    address = reverse("courtyard_table_partners")
    looked = world.browser.post(address, {"file": SimpleUploadedFile("t.csv", file)})
    return world.browser.post(looked["Location"], {"apply": "1"})


def describe_picture(world: World, code: str) -> Any:
    """What is to be seen in a picture of the library, which stands on no page."""
    address = f"{reverse('courtyard_picture_texts')}?language={code}"
    key = world.picture.pk
    said = {f"picture-{key}-alt": "Брама", f"picture-{key}-was": ""}
    return world.browser.post(address, {"picture": [key], **said})


def _by_v3(action: str, code: str, world: World, of: str, **body: Any) -> Any:
    address = f"/api/v3-preview/pages/{world.pages[of].pk}/actions/{action}/"
    return world.api.post(address, body, "application/json")


def v3_create(world: World, code: str) -> Any:
    front = world.tree.home.get_translation(world.locales[code])
    meta = {"type": "home.ContentPage", "parent_id": front.pk}
    body = {"meta": meta, "title": "Нова", "slug": "nova", "locale": "pl"}
    return world.api.post("/api/v3-preview/pages/", body, "application/json")


def v3_publish(world: World, code: str) -> Any:
    make_draft(world, code)
    return _by_v3("publish", code, world, code)


def v3_unpublish(world: World, code: str) -> Any:
    return _by_v3("unpublish", code, world, code)


def v3_delete(world: World, code: str) -> Any:
    return world.api.delete(f"/api/v3-preview/pages/{world.pages[code].pk}/")


def v3_copy(world: World, code: str) -> Any:
    front = world.tree.home.get_translation(world.locales[code])
    return _by_v3("copy", code, world, "uk", destination_id=front.pk, slug="kopija")


def v3_alias(world: World, code: str) -> Any:
    front = world.tree.home.get_translation(world.locales[code])
    return _by_v3("create_alias", code, world, "uk", destination_id=front.pk, slug="alias")


def v3_move(world: World, code: str) -> Any:
    front = world.tree.home.get_translation(world.locales[code])
    return _by_v3("move", code, world, "uk", destination_id=front.pk)


def v3_copy_for_translation(world: World, code: str) -> Any:
    front = world.tree.home.get_translation(world.locales["uk"])
    page = ContentFactory(parent=front, title="Наша", slug="nasha", locale=world.locales["uk"])
    world.prepared(code)
    address = f"/api/v3-preview/pages/{page.pk}/actions/copy_for_translation/"
    return world.api.post(address, {"locale": code}, "application/json")


def delete_topic(world: World, code: str) -> Any:
    name = "wagtailsnippets_courtyard_topic:delete"
    return world.browser.post(reverse(name, args=[world.topics[code].pk]))


BY_THE_ROLE: list[Way] = [
    save_page,
    put_text,
    delete_text,
    put_override,
    upload_po,
    upload_po_of_site,
    translate_by_machine,
    approve_machine,
    hand_in,
    stop,
    restart,
    save_topic,
    put_text_of_topic,
    upload_po_of_topic,
    publish_topic,
    stop_topic,
    describe_picture,
    patch_page,
]
"""What a translator does with no more than the role."""

BY_MORE: list[Way] = [
    become_alias,
    publish_in_editor,
    publish_anyway,
    publish_many,
    make_page,
    delete_page,
    delete_many,
    v3_create,
    v3_publish,
    v3_unpublish,
    v3_delete,
]
"""What somebody does who may add and publish pages in the language too."""

ELSEWHERE: list[Way] = [
    copy_there,
    move_there,
    set_privacy,
    submit,
    submit_topic,
    update,
    update_topic,
    import_table,
    v3_copy,
    v3_alias,
    v3_move,
    v3_copy_for_translation,
    delete_topic,
]
"""Ways out of the language; what they do in it is not asked."""


OF_TRANSLATIONS: list[Way] = [
    put_text,
    delete_text,
    put_override,
    upload_po,
    upload_po_of_site,
    translate_by_machine,
    approve_machine,
    hand_in,
    stop,
    restart,
    put_text_of_topic,
    upload_po_of_topic,
    publish_topic,
    stop_topic,
    publish_in_editor,
    publish_anyway,
]
"""What is not there for a language from which others translate."""


@pytest.fixture(autouse=True)
def _machine(settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }


def names(ways: list[Way]) -> list[str]:
    return [way.__name__ for way in ways]


def test_the_role_writes_its_language(world: World) -> None:
    written = [way for way in BY_THE_ROLE if world.is_written(way, "uk")]
    assert names(written) == names(BY_THE_ROLE)


def test_the_role_publishes_and_deletes_nothing(world: World) -> None:
    assert names([way for way in BY_MORE if world.is_written(way, "uk")]) == []


def test_what_is_handed_in_is_reviewed_and_meanwhile_written_by_nobody_else(world: World) -> None:
    moderator = User.objects.create_user("taras")
    moderator.groups.add(Group.objects.get(name="Moderators"))
    reviewer = Client(HTTP_HOST="localhost")
    reviewer.force_login(moderator)

    def in_review() -> bool:
        return bool(world.fresh("uk").workflow_in_progress)

    address = reverse("courtyard_hand_in_translation", args=[world.translations["uk"].pk])
    world.browser.post(address)
    assert not in_review()  # a text is missing
    hand_in(world, "uk")
    assert in_review()
    assert not world.is_written(put_text, "uk")
    edit = reverse("wagtailadmin_pages:edit", args=[world.pages["uk"].pk])
    told = world.browser.get(edit, headers={"accept-language": "en"}).content.decode()
    assert "awaiting" in told
    state = world.fresh("uk").current_workflow_state
    state.current_task_state.reject(user=moderator)
    assert world.is_written(put_text, "uk")
    world.browser.post(address)
    assert world.fresh("uk").current_workflow_state.pk == state.pk
    with TestCase.captureOnCommitCallbacks(execute=True):
        reviewer.post(edit, {"action": "publish"})
    assert world.fresh("uk").live_revision == world.fresh("uk").latest_revision
    assert not in_review()


def test_whoever_may_publish_a_language_does_it(generous: World) -> None:
    written = [way for way in BY_MORE if generous.is_written(way, "uk")]
    assert names(written) == names(BY_MORE)


OF_PAGES: list[Way] = [
    *(way for way in BY_THE_ROLE if not way.__name__.endswith(("topic", "picture"))),
    become_alias,
    publish_in_editor,
    publish_anyway,
]
"""Ways to write, or to publish, the page itself."""


def test_nothing_is_written_of_a_page_that_somebody_else_has_locked(generous: World) -> None:
    page = generous.fresh("uk")
    page.locked, page.locked_by = True, User.objects.create_user("taras")
    page.save(update_fields=["locked", "locked_by"])
    assert names([way for way in OF_PAGES if generous.is_written(way, "uk")]) == []


@pytest.mark.parametrize("way", [put_text, delete_text, put_override, publish_anyway])
def test_nothing_is_written_of_a_translation_that_was_ended(generous: World, way: Way) -> None:
    """It would be read by nobody: the page is written by hand."""

    def after_its_end(world: World, code: str) -> Any:
        Translation.objects.filter(pk=world.translations[code].pk).update(enabled=False)
        world.prepared(code)
        return way(world, code)

    assert not generous.is_written(after_its_end, "uk")


@pytest.mark.parametrize("code", OTHERS)
def test_no_way_leads_into_another_language(generous: World, code: str) -> None:
    """Not even where somebody may do everything in theirs."""
    ways = [*BY_THE_ROLE, *BY_MORE, *ELSEWHERE]
    if code not in generous.translations:
        ways = [way for way in ways if way not in OF_TRANSLATIONS]
    assert names([way for way in ways if generous.is_written(way, code)]) == []
