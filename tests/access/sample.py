"""One of everything that an address can name, and somebody in each role."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    APIToken,
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    GroupPagePermission,
    PageViewRestriction,
    UploadedFile,
    Workflow,
    WorkflowTask,
)
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    Translation,
    TranslationSource,
)
from wagtail_localize.operations import translate_object

from config.demo.posters import draw_poster
from courtyard.editing import loading, roles, uploads
from courtyard.localisation import importing, po
from courtyard.models import GlossaryTerm, Publisher, TableUpload
from courtyard.terms import KINDS
from home.models import ContentPage
from network.models import City
from news.newsletter import services as letters
from news.newsletter.models import Purpose, Subscriber, SubscriberUpload
from search.models import Promotion
from tests.trees import (
    ContentFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    term_in_two_languages,
)

PICTURE = draw_poster("news", 0, width=64, height=40)


class Sample:
    """A small site with one of everything. Its ids differ from run to run."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        roles.set_up(roles.shipped())
        self.groups = {group.name: group for group in Group.objects.all()}
        self.people: dict[str, User] = {}
        self._make_files()
        self._make_pages()
        self._make_people()
        self._make_work()
        self._make_the_rest()

    def _make_files(self) -> None:
        root = Collection.get_first_root_node()
        self.collection = root.add_child(name="Zdjęcia")
        poster = ImageFile(io.BytesIO(PICTURE), name="poster.webp")
        self.image = get_image_model().objects.create(title="Plakat", file=poster)
        statute = ContentFile(b"%PDF", name="statute.pdf")
        self.document = get_document_model().objects.create(title="Statut", file=statute)
        for uploaded in (self.image, self.document):
            uploaded.get_file_size()
            uploaded.get_file_hash()
        private = root.add_child(name="Dla członków")
        self.collection_restriction = CollectionViewRestriction.objects.create(
            collection=private, restriction_type="password", password="sezam"
        )

    def _make_pages(self) -> None:
        tree = self.tree
        self.section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
        self.other_section = ProgrammeIndexFactory(parent=tree.home, title="Inne", slug="inne")
        self.page = ProgrammeFactory(
            parent=self.section, title="Forum", slug="forum", listing_image=self.image
        )
        self.page.save_revision().publish()
        self.page.title = "Forum 2"
        self.revision = self.page.save_revision()
        self.page.refresh_from_db()
        self.alias = self.page.create_alias(parent=self.section, update_slug="skrot")
        self.submitted = ProgrammeFactory(parent=self.section, title="Szkoła", slug="szkola")
        self.planned = ProgrammeFactory(parent=self.section, title="Plan", slug="plan")
        in_a_month = timezone.now() + dt.timedelta(days=30)
        self.scheduled = self.planned.save_revision(approved_go_live_at=in_a_month)
        self.closed = ContentFactory(parent=tree.home, title="Dla członków", slug="dla-czlonkow")
        self.restriction = PageViewRestriction.objects.create(
            page=self.closed, restriction_type="password", password="sezam"
        )
        translate_object(self.page, [tree.en])
        self.source = TranslationSource.objects.get_for_instance(self.page)
        self.translation = Translation.objects.get(source=self.source)
        self.twin = self.translation.get_target_instance()
        self.string = StringSegment.objects.filter(source=self.source)[0]
        self.override = OverridableSegment.objects.filter(source=self.source)[0]

    def _make_people(self) -> None:
        here = [self.section, self.twin.get_parent()]
        groups = {
            "translator": translators("Translators", here),
            "elsewhere": translators("Translators elsewhere", [self.other_section]),
            "editor": self.groups["Editors"],
            "moderator": self.groups["Moderators"],
            "newsletter": self.groups["Newsletter managers"],
            "language": self.groups["Translators – en"],
        }
        self.people["nobody"] = User.objects.create_user("nobody")
        for name, group in groups.items():
            self.people[name] = User.objects.create_user(name)
            self.people[name].groups.add(group)
        self.people["superuser"] = User.objects.create_superuser("superuser")
        self.somebody = User.objects.create_user("somebody", email="somebody@example.org")

    def _make_work(self) -> None:
        editor = self.people["editor"]
        task = GroupApprovalTask.objects.create(name="Approval")
        task.groups.add(self.groups["Moderators"])
        self.task = task
        self.workflow = Workflow.objects.create(name="Approval")
        WorkflowTask.objects.create(workflow=self.workflow, task=task)
        self.submitted.save_revision(user=editor)
        self.workflow_state = self.workflow.start(self.submitted, editor)
        self.task_state = self.workflow_state.current_task_state
        self.editing = EditingSession.objects.create(
            user=editor, content_object=self.page, last_seen_at=timezone.now()
        )
        self.uploads = {
            model: UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(model),
                file=ContentFile(PICTURE, name="upload.webp"),
                uploaded_by_user=editor,
            )
            for model in (get_image_model(), get_document_model())
        }

    def _make_the_rest(self) -> None:
        self.terms = {
            kind.name: term_in_two_languages(kind.model, self.tree, "woda", "woda", "water")
            for kind in KINDS
        }
        self.topic = self.terms["topic"]
        self.publisher = Publisher.objects.create(name="Instytut", slug="i", locale=self.tree.pl)
        self.city = term_in_two_languages(City, self.tree, "lviv", "Lwów", "Lviv")
        self.redirect = Redirect.objects.create(old_path="/dawniej", redirect_page=self.page)
        self.glossary = GlossaryTerm.objects.create(
            source=self.tree.pl, target=self.tree.en, term="nabór", approved="open call"
        )
        self.promotion = Promotion.objects.create(
            locale=self.tree.pl, words="opera", page=self.page
        )
        self.tables = {
            name: TableUpload.objects.create(
                user=self.people["editor"],
                table=name,
                file_name=f"{name}.csv",
                report=uploads.told(loading.Report()),
            )
            for name in ("partners", "events")
        }
        found = importing.translations_into(self.tree.en, [self.page.translation_key])
        file = po.written(
            [*found.values()],
            language="en",
            project=str(self.tree.home.translation_key),
            name="Courtyard",
        )
        self.po_file = TableUpload.objects.create(
            user=self.people["editor"], table="po", file_name="en.po", data=file.encode()
        )
        self.terms_file = TableUpload.objects.create(
            user=self.people["editor"],
            table="glossary",
            file_name="terms.csv",
            data=b"source,target,term,approved\npl,en,gmina,commune\n",
        )
        self.token, _ = APIToken.create_token(user=self.somebody, name="press")
        self.reader = Subscriber.objects.create(email="reader@example.org", asked_at=timezone.now())
        self.subscribers = SubscriberUpload.objects.create(
            user=self.people["newsletter"], report={"new": 0, "known": 0}
        )
        self.letters = {purpose: letters.link(self.reader, purpose) for purpose in Purpose}

    def clients(self) -> dict[str, Client]:
        """A browser for each role; it carries a token for the API v3 as well."""
        clients = {"anonymous": Client(HTTP_HOST="localhost", raise_request_exception=False)}
        for role, user in self.people.items():
            _, token = APIToken.create_token(user=user, name=role)
            clients[role] = Client(
                HTTP_HOST="localhost",
                raise_request_exception=False,
                headers={"authorization": f"Bearer {token}"},
            )
            clients[role].force_login(user)
        return clients

    def values(self) -> dict[str, Any]:
        """What stands for the parameters of routes: by name, or by a route's beginning and name."""
        user = urlsafe_base64_encode(force_bytes(self.somebody.pk))
        upload = {model._meta.model_name: file.pk for model, file in self.uploads.items()}
        return {
            "page_id": self.page.pk,
            "parent_page_id": self.section.pk,
            "page_to_move_id": self.page.pk,
            "destination_id": self.other_section.pk,
            "page_pk": self.page.pk,
            "revision_id": self.revision.pk,
            "content_type_app_name": "programmes",
            "content_type_model_name": "programmepage",
            "app_label": "programmes",
            "model_name": "programmepage",
            "object_id": self.page.pk,
            "session_id": self.editing.pk,
            "action_name": "approve",
            "task_state_id": self.task_state.pk,
            "task_id": self.task.pk,
            "workflow_state_id": self.workflow_state.pk,
            "workflow_pk": self.workflow.pk,
            "collection_id": self.collection.pk,
            "image_id": self.image.pk,
            "document_id": self.document.pk,
            "doc_id": self.document.pk,
            "redirect_id": self.redirect.pk,
            "site_id": self.tree.site.pk,
            "locale_id": self.tree.en.pk,
            "filter_spec": "width-32",
            "translation_source_id": self.source.pk,
            "translation_id": self.translation.pk,
            "string_segment_id": self.string.pk,
            "overridable_segment_id": self.override.pk,
            "mode": "draft",
            "restriction_id": self.collection_restriction.pk,
            "page_view_restriction_id": self.restriction.pk,
            "uidb64": user,
            "token": default_token_generator.make_token(self.somebody),
            "key": self.page.translation_key,
            "type_name": "programmes.ProgrammePage",
            "type": "courtyard.Topic",
            # The same names mean other things elsewhere.
            "cms/api/main/pages/ pk": self.page.pk,
            "cms/api/main/pages/ action_name": "publish",
            "cms/api/main/documents/ pk": self.document.pk,
            "cms/api/main/images/ pk": self.image.pk,
            "cms/bulk/ app_label": "wagtailcore",
            "cms/bulk/ model_name": "page",
            "cms/bulk/ action": "delete",
            "cms/pages/<int:page_id>/convert_alias/ page_id": self.alias.pk,
            "cms/pages/<int:page_id>/revisions/<int:revision_id>/unschedule/ page_id": (
                self.planned.pk
            ),
            "cms/pages/<int:page_id>/revisions/<int:revision_id>/unschedule/ revision_id": (
                self.scheduled.pk
            ),
            "cms/pages/workflow/ page_id": self.submitted.pk,
            "cms/pages/<int:page_id>/workflow_history/ page_id": self.submitted.pk,
            "cms/tag-autocomplete/ app_name": "taggit",
            "cms/tag-autocomplete/ model_name": "tag",
            "cms/collections/ pk": self.collection.pk,
            "cms/workflows/ pk": self.workflow.pk,
            "cms/workflows/tasks/ pk": self.task.pk,
            "cms/workflows/tasks/add/ app_label": "wagtailcore",
            "cms/workflows/tasks/add/ model_name": "groupapprovaltask",
            "cms/localize/page/ page_id": self.twin.pk,
            "cms/localize/submit/snippet/ app_label": "courtyard",
            "cms/localize/submit/snippet/ model_name": "topic",
            "cms/localize/submit/snippet/ pk": self.topic.pk,
            "cms/localize/api/snippets/ app_label": "courtyard",
            "cms/localize/api/snippets/ model_name": "topic",
            "cms/localize/api/snippets/ pk": self.topic.pk,
            "cms/settings/ app_name": "courtyard",
            "cms/settings/ model_name": "sitesettings",
            "cms/settings/ pk": self.tree.site.pk,
            "cms/documents/ uploaded_file_id": upload["document"],
            "cms/documents/ pk": self.document.pk,
            "cms/images/ uploaded_file_id": upload["image"],
            "cms/images/ pk": self.image.pk,
            **{
                f"cms/snippets/{place}courtyard/{name}/ pk": term.pk
                for name, term in self.terms.items()
                for place in ("", "choose/")
            },
            **{f"cms/courtyard/tables/{name}/ pk": one.pk for name, one in self.tables.items()},
            "cms/courtyard/po/ pk": self.po_file.pk,
            "cms/glossary/ pk": self.glossary.pk,
            "cms/glossary/import/ pk": self.terms_file.pk,
            "cms/promoted_results/ pk": self.promotion.pk,
            "cms/courtyard/po/ language": "en",
            "cms/courtyard/tags/ language": "pl",
            "pl/feeds/ name": "news",
            "pl/calendars/ name": "all",
            "pl/calendars/ key": self.page.translation_key,
            "cms/snippets/courtyard/publisher/ pk": self.publisher.pk,
            "cms/snippets/choose/courtyard/publisher/ pk": self.publisher.pk,
            "cms/snippets/network/city/ pk": self.city.pk,
            "cms/snippets/choose/network/city/ pk": self.city.pk,
            "cms/locales/ pk": self.tree.en.pk,
            "cms/sites/ pk": self.tree.site.pk,
            "cms/users/ pk": self.somebody.pk,
            "cms/groups/ pk": self.groups["Editors"].pk,
            "cms/api-tokens/ pk": self.token.pk,
            "api/v2/pages/ pk": self.page.pk,
            "api/v2/images/ pk": self.image.pk,
            "api/v2/documents/ pk": self.document.pk,
            "api/v3-preview/snippets/ pk": self.topic.pk,
            **{
                f"pl/newsletter/{purpose}/ token": secret
                for purpose, secret in self.letters.items()
            },
            "cms/newsletter/ pk": self.reader.pk,
            "cms/newsletter/import/ pk": self.subscribers.pk,
            "pl/newsletter/erase/ token": self.letters[Purpose.MANAGE],
            "pl/newsletter/manage/ form": "json",
            "pl/_util/ page_id": self.closed.pk,
        }

    def addresses(self) -> dict[str, str]:
        """Whole addresses of routes that are regular expressions."""
        rendition = self.image.get_rendition("width-480|format-webp")
        return {
            r"cms/pages/^(?P<pk>\d+)/revisions/compare/"
            r"(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$": (
                f"cms/pages/{self.page.pk}/revisions/compare/live...{self.revision.pk}/"
            ),
            "cms/^.*/$": "cms/nothing/",
            r"documents/^(\d+)/(.*)$": self.document.url.removeprefix("/"),
            "^media/(?P<path>.*)$": rendition.url.removeprefix("/"),
            r"pl/^((?:[\w\-]+/)*)$": "pl/dzialania/",
            **{
                f"^[a-z]{{2,3}}(?:-[a-z0-9]+)*/newsletter/{route}": (
                    f"fr/newsletter/{name}/{self.letters[purpose]}/{rest}"
                )
                for name, purpose, route, rest in (
                    ("confirm", Purpose.CONFIRM, "confirm/<str:token>/", ""),
                    ("manage", Purpose.MANAGE, "manage/<str:token>/", ""),
                    ("manage", Purpose.MANAGE, "manage/<str:token>/data.<str:form>", "data.json"),
                    ("erase", Purpose.MANAGE, "erase/<str:token>/", ""),
                    ("unsubscribe", Purpose.UNSUBSCRIBE, "unsubscribe/<str:token>/", ""),
                )
            },
        }

    def queries(self) -> dict[str, str]:
        """What routes need behind a question mark to make sense."""
        of_page, of_image = f"?id={self.page.pk}", f"?id={self.image.pk}"
        heading = ContentPage._meta.get_field("body").stream_block.child_blocks["heading"]
        return {
            "cms/bulk/<str:app_label>/<str:model_name>/<str:action>/": of_page,
            "cms/api/main/^pages/find/": of_page,
            "cms/api/main/^images/find/": of_image,
            "cms/api/main/^documents/find/": f"?id={self.document.pk}",
            "cms/tag-autocomplete/": "?term=a",
            "cms/tag-autocomplete/<slug:app_name>/<slug:model_name>/": "?term=a",
            "cms/choose-page/chosen-multiple/": of_page,
            "cms/documents/chooser/chosen-multiple/": f"?id={self.document.pk}",
            "cms/images/chooser/chosen-multiple/": of_image,
            **{
                f"cms/snippets/choose/courtyard/{name}/chosen-multiple/": f"?id={term.pk}"
                for name, term in self.terms.items()
            },
            "cms/courtyard/tags/<str:language>/": "?term=a",
            "cms/snippets/choose/courtyard/publisher/chosen-multiple/": f"?id={self.publisher.pk}",
            "cms/snippets/choose/network/city/chosen-multiple/": f"?id={self.city.pk}",
            "cms/block-preview/": f"?id={heading.definition_prefix}",
            "api/content/v1/pages/by-path": "?path=/pl/dzialania/",
            "api/content/v1/search": "?q=opera",
            "api/content/v1/search/suggest": "?q=opera",
            "api/v2/^pages/find/": of_page,
            "api/v2/^images/find/": of_image,
            "api/v2/^documents/find/": f"?id={self.document.pk}",
            "api/v3-preview/pages/find/": of_page,
            "api/v3-preview/redirects/find/": "?html_path=/dawniej",
        }


def translators(name: str, sections: list[Any]) -> Group:
    """People who may edit and translate what stands in some sections."""
    group = Group.objects.create(name=name)
    group.permissions.set(permissions(["access_admin", "submit_translation"]))
    grant(group, ["change_page"], sections)
    return group


def permissions(codenames: list[str]) -> Any:
    """Permissions of Wagtail's, by what they allow."""
    labels = ["wagtailadmin", "wagtailcore", "wagtailimages", "wagtaildocs", "wagtail_localize"]
    return Permission.objects.filter(content_type__app_label__in=labels, codename__in=codenames)


def grant(group: Group, codenames: list[str], pages: list[Any]) -> None:
    """Let a group do something with pages and all below them."""
    for permission in permissions(codenames).filter(content_type__model="page"):
        for page in pages:
            GroupPagePermission.objects.create(group=group, page_id=page.pk, permission=permission)
