"""The decisions: what each address answers to each role. The one table that is reviewed.

A line is an address: the outcome of a GET for each role, in the order of ROLES, then the address's
name and its route as the URL map has them. A new address fails ``test_roles.py`` until it has a
line here. The roles:

anonymous   a visitor
nobody      somebody with a password and no rights
elsewhere   a translator who may edit another part of the site than the sample stands in
translator  a translator who may edit the part in which the sample stands
editor      in Wagtail's group of editors
moderator   in Wagtail's group of moderators
newsletter  in the group of newsletter managers
superuser   whoever runs the site
language    in the group of those who translate into English, and into nothing else

The outcomes:

ok          2xx: the page, or the form, or the list
moved       a redirect to where the thing is
login       a redirect to a login
key         401: the API wants a token
home        a redirect to the admin's first page, which says that the permission is missing
denied      403
missing     404: there is no such thing, or not for this person
method      405: the address takes no GET
invalid     400 or 422
fails       5xx; only where Wagtail fails on purpose
"""

ROLES = (
    "anonymous",
    "nobody",
    "elsewhere",
    "translator",
    "editor",
    "moderator",
    "newsletter",
    "superuser",
    "language",
)

LIKE = "elsewhere"
"""Whoever translates one language stands at each address of the other like these, but for what
``IN_ENGLISH`` decides: an address in English, or one that asks for no page."""

FAILS_ON_PURPOSE = {"cms/failwhale/"}

MAY_BE_WRITTEN = {
    "courtyard_sitesettings": "a site's settings are made when they are first opened",
    "newsletter_manageraction": "who has taken subscribers' data along: nobody does unseen",
    "search_askedfor": "how often something was searched for, not by whom",
    "django_session": "who is logged in",
    "wagtailadmin_editingsession": "who has a form open",
    "wagtailcore_apitoken": "when a token was last used",
    "wagtailcore_pagesubscription": "who is told of comments on a page that they opened",
    "wagtailimages_rendition": "a picture is made smaller when it is first shown",
    "wagtailusers_userprofile": "somebody's preferences are made when they are first asked for",
}
"""Tables that a GET may write to, and why it harms nobody."""

TABLE = r"""
# The front door negotiates the language
moved   moved   moved   moved   moved   moved   moved   moved   front_door  /

# Admin: home, its own API, pages
# A page chosen by somebody who may not edit it: the explorer leads back to their own pages.
# The admin's API, the page choosers and the steps before a POST (bulk, move, cancellation of a
# workflow) show titles to whoever may enter the admin; the POST asks for the permission.
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_home                                 /cms/
login   login   ok      ok      ok      ok      ok      ok      -                                                 /cms/test404/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_api:pages:listing                    /cms/api/main/^pages/
login   login   missing ok      ok      ok      missing ok      wagtailadmin_api:pages:detail                     /cms/api/main/^pages/<int:pk>/
login   login   missing moved   moved   moved   missing moved   wagtailadmin_api:pages:find                       /cms/api/main/^pages/find/
login   login   method  method  method  method  method  method  wagtailadmin_api:pages:action                     /cms/api/main/^pages/<int:pk>/action/<str:action_name>/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_api:documents:listing                /cms/api/main/^documents/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_api:documents:detail                 /cms/api/main/^documents/<int:pk>/
login   login   moved   moved   moved   moved   moved   moved   wagtailadmin_api:documents:find                   /cms/api/main/^documents/find/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_api:images:listing                   /cms/api/main/^images/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_api:images:detail                    /cms/api/main/^images/<int:pk>/
login   login   moved   moved   moved   moved   moved   moved   wagtailadmin_api:images:find                      /cms/api/main/^images/find/
login   login   fails   fails   fails   fails   fails   fails   wagtailadmin_error_test                           /cms/failwhale/
login   login   moved   ok      ok      ok      home    ok      wagtailadmin_explore_root                         /cms/pages/
login   login   moved   ok      ok      ok      home    ok      wagtailadmin_explore                              /cms/pages/<int:parent_page_id>/
login   login   moved   ok      ok      ok      home    ok      wagtailadmin_explore_results                      /cms/pages/<int:parent_page_id>/results/
login   login   ok      ok      ok      ok      ok      ok      wagtail_bulk_action                               /cms/bulk/<str:app_label>/<str:model_name>/<str:action>/
login   login   home    home    home    ok      home    ok      courtyard_make_original                           /cms/courtyard/original/<int:page_id>/
login   login   home    ok      ok      ok      home    ok      courtyard_languages                               /cms/courtyard/languages/<int:page_id>/
login   login   ok      ok      ok      ok      home    ok      courtyard_translations                            /cms/courtyard/translations/
login   login   ok      ok      ok      ok      home    ok      courtyard_translations_results                    /cms/courtyard/translations/results/
login   login   method  method  method  method  method  method  courtyard_translations_do                         /cms/courtyard/translations/do/
login   login   ok      ok      ok      ok      home    ok      courtyard_past_their_date                         /cms/courtyard/past-their-date/
login   login   ok      ok      ok      ok      home    ok      courtyard_table_partners                          /cms/courtyard/tables/partners/
login   login   moved   moved   ok      moved   home    moved   courtyard_upload_partners                         /cms/courtyard/tables/partners/<int:pk>/
login   login   ok      ok      ok      ok      home    ok      courtyard_export_partners                         /cms/courtyard/tables/partners/export/
login   login   ok      ok      ok      ok      home    ok      courtyard_po                                      /cms/courtyard/po/
login   login   moved   moved   ok      moved   home    moved   courtyard_po_upload                               /cms/courtyard/po/<int:pk>/
login   login   home    ok      ok      ok      home    ok      courtyard_po_export                               /cms/courtyard/po/export/<str:language>/
login   login   home    home    home    home    ok      ok      newsletter_overview                       /cms/newsletter/
login   login   home    home    home    home    ok      ok      newsletter_export                         /cms/newsletter/export/
login   login   home    home    home    home    ok      ok      newsletter_log                            /cms/newsletter/log/
login   login   home    home    home    home    ok      ok      newsletter_import                         /cms/newsletter/import/
login   login   home    home    home    home    ok      moved   newsletter_upload                         /cms/newsletter/import/<int:pk>/
login   login   home    home    home    home    ok      ok      newsletter_subscriber                     /cms/newsletter/<int:pk>/
login   login   home    home    home    home    ok      ok      newsletter_erase                          /cms/newsletter/<int:pk>/erase/
login   login   ok      ok      ok      ok      home    ok      courtyard_table_events                            /cms/courtyard/tables/events/
login   login   moved   moved   ok      moved   home    moved   courtyard_upload_events                           /cms/courtyard/tables/events/<int:pk>/
login   login   ok      ok      ok      ok      home    ok      courtyard_export_events                           /cms/courtyard/tables/events/export/
login   login   home    home    home    home    home    home    programmes_next_year                              /cms/programmes/next-year/<int:page_id>/
login   login   home    ok      ok      ok      home    ok      courtyard_approve_machine                           /cms/courtyard/translation/<int:translation_id>/machine/
login   login   home    home    home    ok      home    ok      courtyard_publish_anyway                          /cms/courtyard/translation/<int:translation_id>/publish/
login   login   method  method  method  method  method  method  courtyard_hand_in_translation                     /cms/courtyard/translation/<int:translation_id>/hand-in/
login   login   home    ok      ok      ok      home    ok      courtyard_translation_data                        /cms/courtyard/translation/<int:translation_id>/texts/
login   login   method  method  method  method  method  method  courtyard_confirm_text                              /cms/courtyard/translation/<int:translation_id>/confirm/
login   login   method  method  method  method  method  method  courtyard_translation_check                       /cms/courtyard/translation/<int:translation_id>/check/
login   login   home    home    ok      ok      home    ok      wagtailadmin_pages:add                            /cms/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/
login   login   home    home    ok      ok      home    ok      wagtailadmin_pages:preview_on_add                 /cms/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/preview/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_pages:type_use                       /cms/pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_pages:choose_parent                  /cms/pages/create/<slug:app_label>/<slug:model_name>
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_pages:type_use_results               /cms/pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/results/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:usage                          /cms/pages/<int:page_id>/usage/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:edit                           /cms/pages/<int:page_id>/edit/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:preview_on_edit                /cms/pages/<int:page_id>/edit/preview/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:view_draft                     /cms/pages/<int:page_id>/view_draft/
login   login   home    home    moved   moved   home    moved   wagtailadmin_pages:add_subpage                    /cms/pages/<int:parent_page_id>/add_subpage/
login   login   home    home    home    ok      home    ok      wagtailadmin_pages:delete                         /cms/pages/<int:page_id>/delete/
login   login   home    home    home    ok      home    ok      wagtailadmin_pages:unpublish                      /cms/pages/<int:page_id>/unpublish/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:convert_alias                  /cms/pages/<int:page_id>/convert_alias/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_pages:search                         /cms/pages/search/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_pages:search_results                 /cms/pages/search/results/
login   login   home    home    home    ok      home    ok      wagtailadmin_pages:move                           /cms/pages/<int:page_to_move_id>/move/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_pages:move_confirm                   /cms/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/
login   login   method  method  method  method  method  method  wagtailadmin_pages:set_page_position              /cms/pages/<int:page_to_move_id>/set_position/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:copy                           /cms/pages/<int:page_id>/copy/
login   login   home    home    home    ok      home    ok      wagtailadmin_pages:workflow_action                /cms/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/
login   login   home    home    home    ok      home    ok      wagtailadmin_pages:collect_workflow_action_data   /cms/pages/workflow/collect_action_data/<int:page_id>/<slug:action_name>/<int:task_state_id>/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_pages:confirm_workflow_cancellation  /cms/pages/workflow/confirm_cancellation/<int:page_id>/
login   login   home    home    home    ok      home    ok      wagtailadmin_pages:workflow_preview               /cms/pages/workflow/preview/<int:page_id>/<int:task_id>/
login   login   home    home    home    ok      home    ok      wagtailadmin_pages:set_privacy                    /cms/pages/<int:page_id>/privacy/
login   login   method  method  method  method  method  method  wagtailadmin_pages:lock                           /cms/pages/<int:page_id>/lock/
login   login   method  method  method  method  method  method  wagtailadmin_pages:unlock                         /cms/pages/<int:page_id>/unlock/
login   login   moved   moved   moved   moved   moved   moved   wagtailadmin_pages:revisions_index                /cms/pages/<int:page_id>/revisions/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:revisions_view                 /cms/pages/<int:page_id>/revisions/<int:revision_id>/view/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:revisions_revert               /cms/pages/<int:page_id>/revisions/<int:revision_id>/revert/
login   login   home    home    home    ok      home    ok      wagtailadmin_pages:revisions_unschedule           /cms/pages/<int:page_id>/revisions/<int:revision_id>/unschedule/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:revisions_compare              /cms/pages/^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:workflow_history               /cms/pages/<int:page_id>/workflow_history/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:workflow_history_detail        /cms/pages/<int:page_id>/workflow_history/detail/<int:workflow_state_id>/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:history                        /cms/pages/<int:page_id>/history/
login   login   home    ok      ok      ok      home    ok      wagtailadmin_pages:history_results                /cms/pages/<int:page_id>/history/results/

# Admin: choosers of pages, links and tags
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_choose_page                  /cms/choose-page/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_choose_page_child            /cms/choose-page/<int:parent_page_id>/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_choose_page_search           /cms/choose-page/search/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_choose_page_chosen_multiple  /cms/choose-page/chosen-multiple/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_choose_page_external_link    /cms/choose-external-link/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_choose_page_email_link       /cms/choose-email-link/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_choose_page_phone_link       /cms/choose-phone-link/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_choose_page_anchor_link      /cms/choose-anchor-link/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_tag_autocomplete             /cms/tag-autocomplete/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_tag_model_autocomplete       /cms/tag-autocomplete/<slug:app_name>/<slug:model_name>/
login   login   ok      ok      ok      ok      home    ok      courtyard_tags                            /cms/courtyard/tags/<str:language>/

# Admin: what is searched for, and what is shown first
login   login   home    home    home    ok      home    ok      promoted_results:index                              /cms/promoted_results/
login   login   home    home    home    ok      home    ok      promoted_results:copy                               /cms/promoted_results/copy/<int:pk>/
login   login   home    home    home    ok      home    ok      promoted_results:delete                             /cms/promoted_results/delete/<int:pk>/
login   login   home    home    home    ok      home    ok      promoted_results:edit                               /cms/promoted_results/edit/<int:pk>/
login   login   home    home    home    ok      home    ok      promoted_results:history_results                    /cms/promoted_results/history-results/<int:pk>/
login   login   home    home    home    ok      home    ok      promoted_results:history                            /cms/promoted_results/history/<int:pk>/
login   login   home    home    home    ok      home    ok      promoted_results:add                                /cms/promoted_results/new/
login   login   home    home    home    ok      home    ok      promoted_results:index_results                      /cms/promoted_results/results/
login   login   home    home    home    ok      home    ok      promoted_results:usage                              /cms/promoted_results/usage/<int:pk>/
login   login   home    home    home    ok      home    ok      search_terms                                        /cms/reports/search-terms/
login   login   home    home    home    ok      home    ok      search_terms_results                                /cms/reports/search-terms/results/

# Admin: collections, workflows, reports
login   login   home    home    home    home    home    ok      wagtailadmin_collections:index                 /cms/collections/
login   login   home    home    home    home    home    ok      wagtailadmin_collections:add                   /cms/collections/add/
login   login   home    home    home    home    home    ok      wagtailadmin_collections:edit                  /cms/collections/<int:pk>/
login   login   missing missing missing missing missing ok      wagtailadmin_collections:delete                /cms/collections/<int:pk>/delete/
login   login   home    home    home    home    home    ok      wagtailadmin_collections:set_privacy           /cms/collections/<int:collection_id>/privacy/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:index                   /cms/workflows/list/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:index_results           /cms/workflows/list/results/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:add                     /cms/workflows/add/
login   login   method  method  method  method  method  method  wagtailadmin_workflows:enable                  /cms/workflows/enable/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:disable                 /cms/workflows/disable/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:edit                    /cms/workflows/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:usage                   /cms/workflows/usage/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:usage_results           /cms/workflows/usage/<int:pk>/results/
login   login   method  method  method  method  method  method  wagtailadmin_workflows:remove                  /cms/workflows/remove/<int:page_pk>/
login   login   method  method  method  method  method  method  wagtailadmin_workflows:remove                  /cms/workflows/remove/<int:page_pk>/<int:workflow_pk>/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:add_task                /cms/workflows/tasks/add/<str:app_label>/<str:model_name>/
login   login   home    home    home    home    home    moved   wagtailadmin_workflows:select_task_type        /cms/workflows/tasks/select_type/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:task_index              /cms/workflows/tasks/index/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:task_index_results      /cms/workflows/tasks/index/results/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:edit_task               /cms/workflows/tasks/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailadmin_workflows:disable_task            /cms/workflows/tasks/disable/<int:pk>/
login   login   method  method  method  method  method  method  wagtailadmin_workflows:enable_task             /cms/workflows/tasks/enable/<int:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_workflows:task_chooser            /cms/workflows/task_chooser/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_workflows:task_chooser_results    /cms/workflows/task_chooser/results/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_workflows:task_chooser_create     /cms/workflows/task_chooser/create/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_workflows:task_chosen             /cms/workflows/task_chooser/<int:task_id>/
login   login   home    home    home    ok      home    ok      wagtailadmin_reports:locked_pages              /cms/reports/locked/
login   login   home    home    home    ok      home    ok      wagtailadmin_reports:locked_pages_results      /cms/reports/locked/results/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_reports:workflow                  /cms/reports/workflow/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_reports:workflow_results          /cms/reports/workflow/results/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_reports:workflow_tasks            /cms/reports/workflow_tasks/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_reports:workflow_tasks_results    /cms/reports/workflow_tasks/results/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_reports:site_history              /cms/reports/site-history/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_reports:site_history_results      /cms/reports/site-history/results/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_reports:aging_pages               /cms/reports/aging-pages/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_reports:aging_pages_results       /cms/reports/aging-pages/results/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_reports:page_types_usage          /cms/reports/page-types-usage/
login   login   ok      ok      ok      ok      home    ok      wagtailadmin_reports:page_types_usage_results  /cms/reports/page-types-usage/results/

# Admin: one's own account and what forms need
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_account                   /cms/account/
login   login   method  method  method  method  method  method  wagtailadmin_logout                    /cms/logout/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_dismissibles              /cms/dismissibles/
login   login   method  method  method  method  method  method  wagtailadmin_editing_sessions:ping     /cms/editing-sessions/ping/<str:app_label>/<str:model_name>/<str:object_id>/<int:session_id>/
login   login   method  method  method  method  method  method  wagtailadmin_editing_sessions:release  /cms/editing-sessions/release/<int:session_id>/
login   login   ok      ok      ok      ok      ok      ok      wagtailadmin_block_preview             /cms/block-preview/

# Admin: alternative texts of pictures, for those who write a language, or a part and its pictures
login   login   home    home    ok      ok      home    ok      courtyard_picture_texts                           /cms/courtyard/alternative-texts/

# Admin: the glossary, for those who write a language
login   login   home    home    ok      ok      home    ok      glossary:index                                  /cms/glossary/
login   login   home    home    ok      ok      home    ok      glossary:add                                    /cms/glossary/new/
login   login   home    home    ok      ok      home    ok      glossary:edit                                   /cms/glossary/edit/<int:pk>/
login   login   home    home    ok      ok      home    ok      glossary:delete                                 /cms/glossary/delete/<int:pk>/
login   login   home    home    ok      ok      home    ok      glossary:usage                                  /cms/glossary/usage/<int:pk>/
login   login   home    home    ok      ok      home    ok      glossary:history                                /cms/glossary/history/<int:pk>/
login   login   home    home    ok      ok      home    ok      glossary:history_results                        /cms/glossary/history-results/<int:pk>/
login   login   home    home    ok      ok      home    ok      glossary:import                                 /cms/glossary/import/
login   login   home    home    ok      moved   home    moved   glossary:report                                 /cms/glossary/import/<int:pk>/
login   login   home    home    ok      ok      home    ok      glossary:index_results                          /cms/glossary/results/

# Admin: translation
# The permission to submit translations is not bound to a part of the tree; the POST asks for one
# on the pages that are made or published.
login   login   ok      ok      ok      ok      ok      ok      courtyard_words                               /cms/localize/jsi18n/
login   login   ok      ok      ok      ok      ok      ok      wagtail_localize:javascript_catalog           /cms/localize/jsi18n/
login   login   ok      ok      ok      ok      home    ok      courtyard_submit_translation                  /cms/localize/submit/page/<int:page_id>/
login   login   ok      ok      ok      ok      home    ok      wagtail_localize:submit_page_translation      /cms/localize/submit/page/<int:page_id>/
login   login   ok      ok      ok      ok      home    ok      courtyard_submit_term                         /cms/localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/
login   login   ok      ok      ok      ok      home    ok      wagtail_localize:submit_snippet_translation   /cms/localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/
login   login   ok      ok      ok      ok      home    ok      courtyard_update_translations                 /cms/localize/update/<int:translation_source_id>/
login   login   ok      ok      ok      ok      home    ok      wagtail_localize:update_translations          /cms/localize/update/<int:translation_source_id>/
login   login   method  method  method  method  method  method  courtyard_edit_text                           /cms/localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/
login   login   method  method  method  method  method  method  wagtail_localize:edit_string_translation      /cms/localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/
login   login   method  method  method  method  method  method  courtyard_edit_override                       /cms/localize/translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/
login   login   method  method  method  method  method  method  wagtail_localize:edit_override                /cms/localize/translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/
login   login   home    ok      ok      ok      home    ok      courtyard_po_download                             /cms/localize/translate/<int:translation_id>/pofile/download/
login   login   method  method  method  method  method  method  courtyard_po_upload_one                           /cms/localize/translate/<int:translation_id>/pofile/upload/
login   login   home    ok      ok      ok      home    ok      wagtail_localize:download_pofile              /cms/localize/translate/<int:translation_id>/pofile/download/
login   login   method  method  method  method  method  method  wagtail_localize:upload_pofile                /cms/localize/translate/<int:translation_id>/pofile/upload/
login   login   method  method  method  method  method  method  courtyard_machine_translate                     /cms/localize/translate/<int:translation_id>/machine_translate/
login   login   method  method  method  method  method  method  courtyard_check_text                            /cms/localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/
login   login   method  method  method  method  method  method  wagtail_localize:machine_translate            /cms/localize/translate/<int:translation_id>/machine_translate/
login   login   home    ok      ok      ok      home    ok      courtyard_preview                             /cms/localize/translate/<int:translation_id>/preview/
login   login   home    missing missing missing home    missing courtyard_preview_in_mode                     /cms/localize/translate/<int:translation_id>/preview/<str:mode>/
login   login   home    ok      ok      ok      home    ok      wagtail_localize:preview_translation          /cms/localize/translate/<int:translation_id>/preview/
login   login   home    missing missing missing home    missing wagtail_localize:preview_translation          /cms/localize/translate/<int:translation_id>/preview/<str:mode>/
login   login   method  method  method  method  method  method  courtyard_stop_translation                    /cms/localize/translate/<int:translation_id>/disable/
login   login   method  method  method  method  method  method  wagtail_localize:stop_translation             /cms/localize/translate/<int:translation_id>/disable/
login   login   home    ok      ok      ok      home    ok      courtyard_convert_to_alias                    /cms/localize/page/<int:page_id>/convert_to_alias/
login   login   home    ok      ok      ok      home    ok      wagtail_localize:convert_to_alias             /cms/localize/page/<int:page_id>/convert_to_alias/
login   login   moved   moved   moved   moved   moved   moved   courtyard_report                              /cms/localize/reports/translations/
login   login   moved   moved   moved   moved   moved   moved   wagtail_localize:translations_report          /cms/localize/reports/translations/
login   login   ok      ok      ok      ok      ok      ok      wagtail_localize:snippets_api_listing         /cms/localize/api/snippets/<slug:app_label>/<slug:model_name>/
login   login   ok      ok      ok      ok      ok      ok      wagtail_localize:snippets_api_detail          /cms/localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/
login   login   moved   moved   moved   moved   moved   moved   courtyard_report_results                      /cms/localize/reports/translations/results/
login   login   moved   moved   moved   moved   moved   moved   wagtail_localize:translations_report_results  /cms/localize/reports/translations/results/

# Admin: redirects, settings, embeds
login   login   home    home    home    home    home    ok      wagtailredirects:index           /cms/redirects/
login   login   home    home    home    home    home    ok      wagtailredirects:index_results   /cms/redirects/results/
login   login   home    home    home    home    home    ok      wagtailredirects:add             /cms/redirects/add/
login   login   home    home    home    home    home    ok      wagtailredirects:edit            /cms/redirects/<int:redirect_id>/
login   login   home    home    home    home    home    ok      wagtailredirects:delete          /cms/redirects/<int:redirect_id>/delete/
login   login   home    home    home    home    home    ok      wagtailredirects:start_import    /cms/redirects/import/
login   login   home    home    home    home    home    method  wagtailredirects:process_import  /cms/redirects/import/process/
login   login   home    home    home    home    home    moved   wagtailsettings:edit             /cms/settings/<slug:app_name>/<slug:model_name>/
login   login   home    home    home    home    home    ok      wagtailsettings:edit             /cms/settings/<slug:app_name>/<slug:model_name>/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsettings:preview_on_edit  /cms/settings/<slug:app_name>/<slug:model_name>/<int:pk>/preview/
login   login   ok      ok      ok      ok      ok      ok      wagtailembeds:chooser            /cms/embeds/chooser/
login   login   ok      ok      ok      ok      ok      ok      wagtailembeds:chooser_upload     /cms/embeds/chooser/upload/

# Admin: documents and images
# Choosers open for everybody and hold what one may choose.
login   login   home    home    ok      ok      home    ok      wagtaildocs:index                                   /cms/documents/
login   login   home    home    ok      ok      home    ok      wagtaildocs:index_results                           /cms/documents/results/
login   login   home    home    ok      ok      home    ok      wagtaildocs:add                                     /cms/documents/add/
login   login   home    home    ok      ok      home    ok      wagtaildocs:edit                                    /cms/documents/edit/<int:document_id>/
login   login   home    home    ok      ok      home    ok      wagtaildocs:delete                                  /cms/documents/delete/<int:document_id>/
login   login   home    home    ok      ok      home    ok      wagtaildocs:add_multiple                            /cms/documents/multiple/add/
login   login   method  method  method  method  method  method  wagtaildocs:edit_multiple                           /cms/documents/multiple/<int:doc_id>/
login   login   method  method  method  method  method  method  wagtaildocs:create_multiple_from_uploaded_document  /cms/documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/
login   login   method  method  method  method  method  method  wagtaildocs:delete_multiple                         /cms/documents/multiple/<int:doc_id>/delete/
login   login   method  method  method  method  method  method  wagtaildocs:delete_upload_multiple                  /cms/documents/multiple/delete_upload/<int:uploaded_file_id>/
login   login   home    home    ok      ok      home    ok      wagtaildocs:document_usage                          /cms/documents/usage/<int:document_id>/
login   login   home    home    ok      ok      home    ok      wagtailimages:index                                 /cms/images/
login   login   home    home    ok      ok      home    ok      wagtailimages:index_results                         /cms/images/results/
login   login   home    home    ok      ok      home    ok      wagtailimages:edit                                  /cms/images/<int:image_id>/
login   login   home    home    ok      ok      home    ok      wagtailimages:delete                                /cms/images/<int:image_id>/delete/
login   login   home    home    missing missing home    missing wagtailimages:url_generator                         /cms/images/<int:image_id>/generate_url/
login   login   home    home    missing missing home    missing wagtailimages:url_generator_output                  /cms/images/<int:image_id>/generate_url/output/
login   login   home    home    ok      ok      home    ok      wagtailimages:preview                               /cms/images/<int:image_id>/preview/<str:filter_spec>/
login   login   home    home    ok      ok      home    ok      wagtailimages:add                                   /cms/images/add/
login   login   home    home    ok      ok      home    ok      wagtailimages:image_usage                           /cms/images/usage/<int:image_id>/
login   login   home    home    ok      ok      home    ok      wagtailimages:add_multiple                          /cms/images/multiple/add/
login   login   method  method  method  method  method  method  wagtailimages:edit_multiple                         /cms/images/multiple/<int:image_id>/
login   login   method  method  method  method  method  method  wagtailimages:create_multiple_from_uploaded_image   /cms/images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/
login   login   method  method  method  method  method  method  wagtailimages:delete_multiple                       /cms/images/multiple/<int:image_id>/delete/
login   login   method  method  method  method  method  method  wagtailimages:delete_upload_multiple                /cms/images/multiple/delete_upload/<int:uploaded_file_id>/
login   login   ok      ok      ok      ok      ok      ok      wagtaildocs_chooser:choose                          /cms/documents/chooser/
login   login   ok      ok      ok      ok      ok      ok      wagtaildocs_chooser:choose_results                  /cms/documents/chooser/results/
login   login   home    home    ok      ok      home    ok      wagtaildocs_chooser:chosen                          /cms/documents/chooser/chosen/<str:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtaildocs_chooser:chosen_multiple                 /cms/documents/chooser/chosen-multiple/
login   login   home    home    ok      ok      home    ok      wagtaildocs_chooser:create                          /cms/documents/chooser/create/
login   login   ok      ok      ok      ok      ok      ok      wagtailimages_chooser:choose                        /cms/images/chooser/
login   login   ok      ok      ok      ok      ok      ok      wagtailimages_chooser:choose_results                /cms/images/chooser/results/
login   login   home    home    ok      ok      home    ok      wagtailimages_chooser:chosen                        /cms/images/chooser/chosen/<str:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailimages_chooser:chosen_multiple               /cms/images/chooser/chosen-multiple/
login   login   home    home    ok      ok      home    ok      wagtailimages_chooser:create                        /cms/images/chooser/create/
login   login   home    home    ok      ok      home    ok      wagtailimages_chooser:select_format                 /cms/images/chooser/<int:image_id>/select_format/

# Admin: lists of programmes, editions, calls and events
# They hold what one may edit; a parent is chosen among those below which one may add pages.
login   login   ok      ok      ok      ok      home    ok      programmes:index          /cms/programmes/
login   login   ok      ok      ok      ok      home    ok      programmes:index_results  /cms/programmes/results/
login   login   ok      ok      ok      ok      ok      ok      programmes:choose_parent  /cms/programmes/choose_parent/
login   login   ok      ok      ok      ok      home    ok      editions:index            /cms/editions/
login   login   ok      ok      ok      ok      home    ok      editions:index_results    /cms/editions/results/
login   login   ok      ok      ok      ok      ok      ok      editions:choose_parent    /cms/editions/choose_parent/
login   login   ok      ok      ok      ok      home    ok      open_calls:index          /cms/open_calls/
login   login   ok      ok      ok      ok      home    ok      open_calls:index_results  /cms/open_calls/results/
login   login   ok      ok      ok      ok      ok      ok      open_calls:choose_parent  /cms/open_calls/choose_parent/
login   login   ok      ok      ok      ok      home    ok      events:index              /cms/events/
login   login   ok      ok      ok      ok      home    ok      events:index_results      /cms/events/results/
login   login   ok      ok      ok      ok      ok      ok      events:choose_parent      /cms/events/choose_parent/

# Admin: partners and networks as flat lists
login   login   ok      ok      ok      ok      home    ok      partners:index           /cms/partners/
login   login   ok      ok      ok      ok      home    ok      partners:index_results   /cms/partners/results/
login   login   ok      ok      ok      ok      ok      ok      partners:choose_parent   /cms/partners/choose_parent/
login   login   ok      ok      ok      ok      home    ok      networks:index           /cms/networks/
login   login   ok      ok      ok      ok      home    ok      networks:index_results   /cms/networks/results/
login   login   ok      ok      ok      ok      ok      ok      networks:choose_parent   /cms/networks/choose_parent/

# Admin: the list of news
login   login   ok      ok      ok      ok      home    ok      news:index          /cms/news/
login   login   ok      ok      ok      ok      home    ok      news:index_results  /cms/news/results/
login   login   ok      ok      ok      ok      ok      ok      news:choose_parent  /cms/news/choose_parent/

# Admin: topics, disciplines, tags, themes, publishers, cities
login   login   home    home    ok      ok      home    ok      wagtailsnippets:index                                   /cms/snippets/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_topic:list                    /cms/snippets/courtyard/topic/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_topic:list_results            /cms/snippets/courtyard/topic/results/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_topic:add                     /cms/snippets/courtyard/topic/add/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_topic:edit                    /cms/snippets/courtyard/topic/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_topic:delete                  /cms/snippets/courtyard/topic/delete/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_topic:usage                   /cms/snippets/courtyard/topic/usage/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_topic:history                 /cms/snippets/courtyard/topic/history/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_topic:history_results         /cms/snippets/courtyard/topic/history-results/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_topic:copy                    /cms/snippets/courtyard/topic/copy/<int:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_topic:choose           /cms/snippets/choose/courtyard/topic/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_topic:choose_results   /cms/snippets/choose/courtyard/topic/results/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_topic:chosen           /cms/snippets/choose/courtyard/topic/chosen/<str:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_topic:chosen_multiple  /cms/snippets/choose/courtyard/topic/chosen-multiple/
login   login   home    home    ok      ok      home    ok      wagtailsnippetchoosers_courtyard_topic:create           /cms/snippets/choose/courtyard/topic/create/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_discipline:list                     /cms/snippets/courtyard/discipline/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_discipline:list_results             /cms/snippets/courtyard/discipline/results/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_discipline:add                      /cms/snippets/courtyard/discipline/add/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_discipline:edit                     /cms/snippets/courtyard/discipline/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_discipline:delete                   /cms/snippets/courtyard/discipline/delete/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_discipline:usage                    /cms/snippets/courtyard/discipline/usage/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_discipline:history                  /cms/snippets/courtyard/discipline/history/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_discipline:history_results          /cms/snippets/courtyard/discipline/history-results/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_discipline:copy                     /cms/snippets/courtyard/discipline/copy/<int:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_discipline:choose            /cms/snippets/choose/courtyard/discipline/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_discipline:choose_results    /cms/snippets/choose/courtyard/discipline/results/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_discipline:chosen            /cms/snippets/choose/courtyard/discipline/chosen/<str:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_discipline:chosen_multiple   /cms/snippets/choose/courtyard/discipline/chosen-multiple/
login   login   home    home    ok      ok      home    ok      wagtailsnippetchoosers_courtyard_discipline:create            /cms/snippets/choose/courtyard/discipline/create/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_tag:list                      /cms/snippets/courtyard/tag/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_tag:list_results              /cms/snippets/courtyard/tag/results/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_tag:add                       /cms/snippets/courtyard/tag/add/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_tag:edit                      /cms/snippets/courtyard/tag/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_tag:delete                    /cms/snippets/courtyard/tag/delete/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_tag:usage                     /cms/snippets/courtyard/tag/usage/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_tag:history                   /cms/snippets/courtyard/tag/history/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_tag:history_results           /cms/snippets/courtyard/tag/history-results/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_tag:copy                      /cms/snippets/courtyard/tag/copy/<int:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_tag:choose             /cms/snippets/choose/courtyard/tag/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_tag:choose_results     /cms/snippets/choose/courtyard/tag/results/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_tag:chosen             /cms/snippets/choose/courtyard/tag/chosen/<str:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_tag:chosen_multiple    /cms/snippets/choose/courtyard/tag/chosen-multiple/
login   login   home    home    ok      ok      home    ok      wagtailsnippetchoosers_courtyard_tag:create             /cms/snippets/choose/courtyard/tag/create/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_theme:list                    /cms/snippets/courtyard/theme/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_theme:list_results            /cms/snippets/courtyard/theme/results/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_theme:add                     /cms/snippets/courtyard/theme/add/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_theme:edit                    /cms/snippets/courtyard/theme/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_theme:delete                  /cms/snippets/courtyard/theme/delete/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_theme:usage                   /cms/snippets/courtyard/theme/usage/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_theme:history                 /cms/snippets/courtyard/theme/history/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_theme:history_results         /cms/snippets/courtyard/theme/history-results/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_courtyard_theme:copy                    /cms/snippets/courtyard/theme/copy/<int:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_theme:choose           /cms/snippets/choose/courtyard/theme/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_theme:choose_results   /cms/snippets/choose/courtyard/theme/results/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_theme:chosen           /cms/snippets/choose/courtyard/theme/chosen/<str:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_theme:chosen_multiple  /cms/snippets/choose/courtyard/theme/chosen-multiple/
login   login   home    home    ok      ok      home    ok      wagtailsnippetchoosers_courtyard_theme:create           /cms/snippets/choose/courtyard/theme/create/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_publisher:list                    /cms/snippets/courtyard/publisher/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_publisher:list_results            /cms/snippets/courtyard/publisher/results/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_publisher:add                     /cms/snippets/courtyard/publisher/add/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_publisher:edit                    /cms/snippets/courtyard/publisher/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_publisher:delete                  /cms/snippets/courtyard/publisher/delete/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_publisher:usage                   /cms/snippets/courtyard/publisher/usage/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_publisher:history                 /cms/snippets/courtyard/publisher/history/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_publisher:history_results         /cms/snippets/courtyard/publisher/history-results/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_courtyard_publisher:copy                    /cms/snippets/courtyard/publisher/copy/<int:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_publisher:choose           /cms/snippets/choose/courtyard/publisher/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_publisher:choose_results   /cms/snippets/choose/courtyard/publisher/results/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_publisher:chosen           /cms/snippets/choose/courtyard/publisher/chosen/<str:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_courtyard_publisher:chosen_multiple  /cms/snippets/choose/courtyard/publisher/chosen-multiple/
login   login   home    home    home    home    home    ok      wagtailsnippetchoosers_courtyard_publisher:create           /cms/snippets/choose/courtyard/publisher/create/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_network_city:list                       /cms/snippets/network/city/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_network_city:list_results               /cms/snippets/network/city/results/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_network_city:add                        /cms/snippets/network/city/add/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_network_city:edit                       /cms/snippets/network/city/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsnippets_network_city:delete                     /cms/snippets/network/city/delete/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_network_city:usage                      /cms/snippets/network/city/usage/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_network_city:history                    /cms/snippets/network/city/history/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_network_city:history_results            /cms/snippets/network/city/history-results/<int:pk>/
login   login   home    home    ok      ok      home    ok      wagtailsnippets_network_city:copy                       /cms/snippets/network/city/copy/<int:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_network_city:choose              /cms/snippets/choose/network/city/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_network_city:choose_results      /cms/snippets/choose/network/city/results/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_network_city:chosen              /cms/snippets/choose/network/city/chosen/<str:pk>/
login   login   ok      ok      ok      ok      ok      ok      wagtailsnippetchoosers_network_city:chosen_multiple     /cms/snippets/choose/network/city/chosen-multiple/
login   login   home    home    ok      ok      home    ok      wagtailsnippetchoosers_network_city:create              /cms/snippets/choose/network/city/create/

# Admin: languages, sites, people, their tokens
login   login   home    home    home    home    home    ok      wagtaillocales:index                     /cms/locales/
login   login   home    home    home    home    home    ok      wagtaillocales:index_results             /cms/locales/results/
login   login   home    home    home    home    home    ok      wagtaillocales:add                       /cms/locales/new/
login   login   home    home    home    home    home    ok      wagtaillocales:edit                      /cms/locales/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtaillocales:delete                    /cms/locales/delete/<int:pk>/
login   login   home    home    home    home    home    ok      wagtaillocales:history                   /cms/locales/history/<int:pk>/
login   login   home    home    home    home    home    ok      wagtaillocales:history_results           /cms/locales/history-results/<int:pk>/
login   login   home    home    home    home    home    ok      wagtaillocales:usage                     /cms/locales/usage/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsites:index                       /cms/sites/
login   login   home    home    home    home    home    ok      wagtailsites:index_results               /cms/sites/results/
login   login   home    home    home    home    home    ok      wagtailsites:add                         /cms/sites/new/
login   login   home    home    home    home    home    ok      wagtailsites:edit                        /cms/sites/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsites:delete                      /cms/sites/delete/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsites:history                     /cms/sites/history/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsites:history_results             /cms/sites/history-results/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsites:usage                       /cms/sites/usage/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailsites:copy                        /cms/sites/copy/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_users:index                 /cms/users/
login   login   home    home    home    home    home    ok      wagtailusers_users:index_results         /cms/users/results/
login   login   home    home    home    home    home    ok      wagtailusers_users:add                   /cms/users/new/
login   login   home    home    home    home    home    ok      wagtailusers_users:edit                  /cms/users/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_users:delete                /cms/users/delete/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_users:history               /cms/users/history/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_users:history_results       /cms/users/history-results/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_users:usage                 /cms/users/usage/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_users:copy                  /cms/users/copy/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_groups:index                /cms/groups/
login   login   home    home    home    home    home    ok      wagtailusers_groups:index_results        /cms/groups/results/
login   login   home    home    home    home    home    ok      wagtailusers_groups:add                  /cms/groups/new/
login   login   home    home    home    home    home    ok      wagtailusers_groups:edit                 /cms/groups/edit/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_groups:delete               /cms/groups/delete/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_groups:history              /cms/groups/history/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_groups:history_results      /cms/groups/history-results/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_groups:usage                /cms/groups/usage/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_api_tokens:index            /cms/api-tokens/
login   login   home    home    home    home    home    ok      wagtailusers_api_tokens:index_results    /cms/api-tokens/results/
login   login   home    home    home    home    home    ok      wagtailusers_api_tokens:add              /cms/api-tokens/new/
login   login   home    home    home    home    home    ok      wagtailusers_api_tokens:edit             /cms/api-tokens/edit/<int:pk>/
login   login   missing missing missing missing missing ok      wagtailusers_api_tokens:delete           /cms/api-tokens/delete/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_api_tokens:history          /cms/api-tokens/history/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_api_tokens:history_results  /cms/api-tokens/history-results/<int:pk>/
login   login   home    home    home    home    home    ok      wagtailusers_api_tokens:usage            /cms/api-tokens/usage/<int:pk>/

# Admin: before and around the login
ok      ok      ok      ok      ok      ok      ok      ok      wagtailadmin_sprite                   /cms/sprite/
ok      ok      moved   moved   moved   moved   moved   moved   wagtailadmin_login                    /cms/login/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailadmin_password_reset           /cms/password_reset/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailadmin_password_reset_done      /cms/password_reset/done/
moved   moved   moved   moved   moved   moved   moved   moved   wagtailadmin_password_reset_confirm   /cms/password_reset/confirm/<uidb64>/<token>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailadmin_password_reset_complete  /cms/password_reset/complete/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailadmin_javascript_catalog       /cms/jsi18n/
login   login   missing missing missing missing missing missing -                                     /cms/^.*/$

# Documents for visitors
ok      ok      ok      ok      ok      ok      ok      ok      wagtaildocs_serve                       /documents/^(\d+)/(.*)$
ok      ok      ok      ok      ok      ok      ok      ok      wagtaildocs_authenticate_with_password  /documents/authenticate_with_password/<int:restriction_id>/

# Content API
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:openapi-json     /api/content/v1/openapi.json
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:openapi-view     /api/content/v1/docs/
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_pages       /api/content/v1/pages
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:page_by_path     /api/content/v1/pages/by-path
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_news        /api/content/v1/news
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_programmes  /api/content/v1/programmes
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_editions    /api/content/v1/editions
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_participants /api/content/v1/participants
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_calls       /api/content/v1/open-calls
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_events      /api/content/v1/events
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_partners    /api/content/v1/partners
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:partners_on_map  /api/content/v1/partners.geojson
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_networks    /api/content/v1/networks
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_cities      /api/content/v1/cities
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:search                         /api/content/v1/search
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:suggestions                    /api/content/v1/search/suggest
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_topics      /api/content/v1/topics
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_disciplines /api/content/v1/disciplines
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_themes      /api/content/v1/themes
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_tags        /api/content/v1/tags
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:list_locales     /api/content/v1/locales
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:site_settings    /api/content/v1/settings
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:navigation       /api/content/v1/navigation
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:newsletter_form  /api/content/v1/newsletter/form
method  method  method  method  method  method  method  method  courtyard-content-v1:subscribe        /api/content/v1/newsletter/subscriptions
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:site_map         /api/content/v1/sitemap
missing missing missing missing missing missing missing missing courtyard-content-v1:api-root         /api/content/v1/

# Wagtail's API v2: the same to everybody
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi:pages:listing      /api/v2/^pages/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi:pages:detail       /api/v2/^pages/<int:pk>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi:pages:find         /api/v2/^pages/find/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi:images:listing     /api/v2/^images/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi:images:detail      /api/v2/^images/<int:pk>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi:images:find        /api/v2/^images/find/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi:documents:listing  /api/v2/^documents/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi:documents:detail   /api/v2/^documents/<int:pk>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi:documents:find     /api/v2/^documents/find/

# Wagtail's API v3: people other than the anonymous visitor carry a token
# A token gives what its owner may edit instead of what is public. Several names share an address:
# here they are asked with GET, so that those for other methods answer as the one for GET.
# Terms declare no fields for it: their types are unknown there.
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:openapi-json                           /api/v3-preview/openapi.json
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:openapi-view                           /api/v3-preview/docs/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:list_pages                             /api/v3-preview/pages/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:create_page                            /api/v3-preview/pages/
ok      missing missing ok      ok      ok      missing ok      wagtailapi_v3:find_page                              /api/v3-preview/pages/find/
ok      missing missing ok      ok      ok      missing ok      wagtailapi_v3:detail_page                            /api/v3-preview/pages/<page_id>/
ok      missing missing ok      ok      ok      missing ok      wagtailapi_v3:update_page                            /api/v3-preview/pages/<page_id>/
ok      missing missing ok      ok      ok      missing ok      wagtailapi_v3:delete_page                            /api/v3-preview/pages/<page_id>/
key     denied  missing ok      ok      ok      denied  ok      wagtailapi_v3:list_page_revisions                    /api/v3-preview/pages/<page_id>/revisions/
key     denied  missing ok      ok      ok      denied  ok      wagtailapi_v3:detail_page_revision                   /api/v3-preview/pages/<page_id>/revisions/<revision_id>/
method  method  method  method  method  method  method  method  wagtailapi_v3:pages_actions_publish                  /api/v3-preview/pages/<page_id>/actions/publish/
method  method  method  method  method  method  method  method  wagtailapi_v3:pages_actions_unpublish                /api/v3-preview/pages/<page_id>/actions/unpublish/
method  method  method  method  method  method  method  method  wagtailapi_v3:pages_actions_copy                     /api/v3-preview/pages/<page_id>/actions/copy/
method  method  method  method  method  method  method  method  wagtailapi_v3:pages_actions_move                     /api/v3-preview/pages/<page_id>/actions/move/
method  method  method  method  method  method  method  method  wagtailapi_v3:pages_actions_delete                   /api/v3-preview/pages/<page_id>/actions/delete/
method  method  method  method  method  method  method  method  wagtailapi_v3:pages_actions_revert                   /api/v3-preview/pages/<page_id>/actions/revert/
method  method  method  method  method  method  method  method  wagtailapi_v3:pages_actions_convert_alias            /api/v3-preview/pages/<page_id>/actions/convert_alias/
method  method  method  method  method  method  method  method  wagtailapi_v3:pages_actions_create_alias             /api/v3-preview/pages/<page_id>/actions/create_alias/
method  method  method  method  method  method  method  method  wagtailapi_v3:pages_actions_copy_for_translation     /api/v3-preview/pages/<page_id>/actions/copy_for_translation/
key     ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:list_schemas                           /api/v3-preview/schema/
key     ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:get_schema_for_type                    /api/v3-preview/schema/<type_name>/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:list_sites                             /api/v3-preview/sites/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:create_site                            /api/v3-preview/sites/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:detail_site                            /api/v3-preview/sites/<site_id>/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:update_site                            /api/v3-preview/sites/<site_id>/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:delete_site                            /api/v3-preview/sites/<site_id>/
key     ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:whoami                                 /api/v3-preview/whoami/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:list_locales                           /api/v3-preview/locales/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:create_locale                          /api/v3-preview/locales/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:detail_locale                          /api/v3-preview/locales/<locale_id>/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:update_locale                          /api/v3-preview/locales/<locale_id>/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:delete_locale                          /api/v3-preview/locales/<locale_id>/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:list_redirects                         /api/v3-preview/redirects/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:create_redirect                        /api/v3-preview/redirects/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:find_redirect                          /api/v3-preview/redirects/find/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:detail_redirect                        /api/v3-preview/redirects/<redirect_id>/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:update_redirect                        /api/v3-preview/redirects/<redirect_id>/
key     denied  denied  denied  denied  denied  denied  ok      wagtailapi_v3:delete_redirect                        /api/v3-preview/redirects/<redirect_id>/
key     invalid invalid invalid invalid invalid invalid invalid wagtailapi_v3:list_snippets                          /api/v3-preview/snippets/<type>/
key     invalid invalid invalid invalid invalid invalid invalid wagtailapi_v3:create_snippet                         /api/v3-preview/snippets/<type>/
key     invalid invalid invalid invalid invalid invalid invalid wagtailapi_v3:detail_snippet                         /api/v3-preview/snippets/<type>/<pk>/
key     invalid invalid invalid invalid invalid invalid invalid wagtailapi_v3:update_snippet                         /api/v3-preview/snippets/<type>/<pk>/
key     invalid invalid invalid invalid invalid invalid invalid wagtailapi_v3:delete_snippet                         /api/v3-preview/snippets/<type>/<pk>/
key     invalid invalid invalid invalid invalid invalid invalid wagtailapi_v3:list_snippet_revisions                 /api/v3-preview/snippets/<type>/<pk>/revisions/
key     invalid invalid invalid invalid invalid invalid invalid wagtailapi_v3:detail_snippet_revision                /api/v3-preview/snippets/<type>/<pk>/revisions/<revision_id>/
method  method  method  method  method  method  method  method  wagtailapi_v3:snippets_actions_delete                /api/v3-preview/snippets/<type>/<pk>/actions/delete/
method  method  method  method  method  method  method  method  wagtailapi_v3:snippets_actions_publish               /api/v3-preview/snippets/<type>/<pk>/actions/publish/
method  method  method  method  method  method  method  method  wagtailapi_v3:snippets_actions_unpublish             /api/v3-preview/snippets/<type>/<pk>/actions/unpublish/
method  method  method  method  method  method  method  method  wagtailapi_v3:snippets_actions_revert                /api/v3-preview/snippets/<type>/<pk>/actions/revert/
method  method  method  method  method  method  method  method  wagtailapi_v3:snippets_actions_copy_for_translation  /api/v3-preview/snippets/<type>/<pk>/actions/copy_for_translation/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:list_documents                         /api/v3-preview/documents/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:create_document                        /api/v3-preview/documents/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:detail_document                        /api/v3-preview/documents/<document_id>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:update_document                        /api/v3-preview/documents/<document_id>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:delete_document                        /api/v3-preview/documents/<document_id>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:list_images                            /api/v3-preview/images/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:create_image                           /api/v3-preview/images/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:detail_image                           /api/v3-preview/images/<image_id>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:update_image                           /api/v3-preview/images/<image_id>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailapi_v3:delete_image                           /api/v3-preview/images/<image_id>/
missing missing missing missing missing missing missing missing wagtailapi_v3:api-root                               /api/v3-preview/

# The public site
ok      ok      ok      ok      ok      ok      ok      ok      robots                                  /robots.txt
ok      ok      ok      ok      ok      ok      ok      ok      sitemap                                 /sitemap.xml
ok      ok      ok      ok      ok      ok      ok      ok      courtyard_calendar_of_site              /calendar.ics
ok      ok      ok      ok      ok      ok      ok      ok      courtyard-content-v1:page_by_key        /api/content/v1/pages/<key>
ok      ok      ok      ok      ok      ok      ok      ok      -                                       /^media/(?P<path>.*)$
ok      ok      ok      ok      ok      ok      ok      ok      courtyard_feed_atom                     /pl/feeds/<slug:name>.atom
ok      ok      ok      ok      ok      ok      ok      ok      courtyard_feed_json                     /pl/feeds/<slug:name>.json
ok      ok      ok      ok      ok      ok      ok      ok      courtyard_calendar                      /pl/calendars/<slug:name>.ics
ok      ok      ok      ok      ok      ok      ok      ok      courtyard_calendar_of_page              /pl/calendars/<uuid:key>.ics
ok      ok      ok      ok      ok      ok      ok      ok      search:search                                       /pl/szukaj/
ok      ok      ok      ok      ok      ok      ok      ok      newsletter:sign_up                      /pl/newsletter/sign-up/
ok      ok      ok      ok      ok      ok      ok      ok      newsletter:check_inbox                  /pl/newsletter/check-your-inbox/
ok      ok      ok      ok      ok      ok      ok      ok      newsletter:confirm                      /pl/newsletter/confirm/<str:token>/
ok      ok      ok      ok      ok      ok      ok      ok      newsletter:manage                       /pl/newsletter/manage/<str:token>/
ok      ok      ok      ok      ok      ok      ok      ok      newsletter:export                       /pl/newsletter/manage/<str:token>/data.<str:form>
ok      ok      ok      ok      ok      ok      ok      ok      newsletter:erase                        /pl/newsletter/erase/<str:token>/
ok      ok      ok      ok      ok      ok      ok      ok      newsletter:unsubscribe                  /pl/newsletter/unsubscribe/<str:token>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailcore_authenticate_with_password  /pl/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/
ok      ok      ok      ok      ok      ok      ok      ok      wagtailcore_login                       /pl/_util/login/
ok      ok      ok      ok      ok      ok      ok      ok      wagtail_serve                           /pl/^((?:[\w\-]+/)*)$
ok      ok      ok      ok      ok      ok      ok      ok      newsletter_of_former_languages:confirm  /^[a-z]{2,3}(?:-[a-z0-9]+)*/newsletter/confirm/<str:token>/
ok      ok      ok      ok      ok      ok      ok      ok      newsletter_of_former_languages:manage   /^[a-z]{2,3}(?:-[a-z0-9]+)*/newsletter/manage/<str:token>/
ok      ok      ok      ok      ok      ok      ok      ok      newsletter_of_former_languages:export   /^[a-z]{2,3}(?:-[a-z0-9]+)*/newsletter/manage/<str:token>/data.<str:form>
ok      ok      ok      ok      ok      ok      ok      ok      newsletter_of_former_languages:erase    /^[a-z]{2,3}(?:-[a-z0-9]+)*/newsletter/erase/<str:token>/
ok      ok      ok      ok      ok      ok      ok      ok      newsletter_of_former_languages:unsubscribe  /^[a-z]{2,3}(?:-[a-z0-9]+)*/newsletter/unsubscribe/<str:token>/
"""  # noqa: E501 - a line is an address

IN_ENGLISH = r"""
ok      glossary:index                                        /cms/glossary/
ok      glossary:add                                          /cms/glossary/new/
ok      glossary:edit                                         /cms/glossary/edit/<int:pk>/
ok      glossary:delete                                       /cms/glossary/delete/<int:pk>/
ok      glossary:usage                                        /cms/glossary/usage/<int:pk>/
ok      glossary:history                                      /cms/glossary/history/<int:pk>/
ok      glossary:history_results                              /cms/glossary/history-results/<int:pk>/
ok      glossary:import                                       /cms/glossary/import/
moved   glossary:report                                       /cms/glossary/import/<int:pk>/
ok      glossary:index_results                                /cms/glossary/results/
ok      courtyard_picture_texts                               /cms/courtyard/alternative-texts/
ok      courtyard_approve_machine                             /cms/courtyard/translation/<int:translation_id>/machine/
ok      courtyard_convert_to_alias                            /cms/localize/page/<int:page_id>/convert_to_alias/
ok      wagtail_localize:convert_to_alias                     /cms/localize/page/<int:page_id>/convert_to_alias/
home    courtyard_submit_translation                          /cms/localize/submit/page/<int:page_id>/
home    wagtail_localize:submit_page_translation              /cms/localize/submit/page/<int:page_id>/
home    courtyard_submit_term                                 /cms/localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/
home    wagtail_localize:submit_snippet_translation           /cms/localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/
ok      courtyard_po_export                                   /cms/courtyard/po/export/<str:language>/
ok      courtyard_po_download                                 /cms/localize/translate/<int:translation_id>/pofile/download/
ok      wagtail_localize:download_pofile                      /cms/localize/translate/<int:translation_id>/pofile/download/
ok      courtyard_translation_data                            /cms/courtyard/translation/<int:translation_id>/texts/
ok      courtyard_preview                                     /cms/localize/translate/<int:translation_id>/preview/
ok      wagtail_localize:preview_translation                  /cms/localize/translate/<int:translation_id>/preview/
missing courtyard_preview_in_mode                             /cms/localize/translate/<int:translation_id>/preview/<str:mode>/
missing wagtail_localize:preview_translation                  /cms/localize/translate/<int:translation_id>/preview/<str:mode>/
home    courtyard_update_translations                         /cms/localize/update/<int:translation_source_id>/
home    wagtail_localize:update_translations                  /cms/localize/update/<int:translation_source_id>/
ok      wagtailsnippets:index                                 /cms/snippets/
ok      wagtailsnippets_courtyard_discipline:list             /cms/snippets/courtyard/discipline/
ok      wagtailsnippets_courtyard_discipline:history_results  /cms/snippets/courtyard/discipline/history-results/<int:pk>/
ok      wagtailsnippets_courtyard_discipline:history          /cms/snippets/courtyard/discipline/history/<int:pk>/
ok      wagtailsnippets_courtyard_discipline:list_results     /cms/snippets/courtyard/discipline/results/
ok      wagtailsnippets_courtyard_discipline:usage            /cms/snippets/courtyard/discipline/usage/<int:pk>/
ok      wagtailsnippets_courtyard_tag:list                    /cms/snippets/courtyard/tag/
ok      wagtailsnippets_courtyard_tag:history_results         /cms/snippets/courtyard/tag/history-results/<int:pk>/
ok      wagtailsnippets_courtyard_tag:history                 /cms/snippets/courtyard/tag/history/<int:pk>/
ok      wagtailsnippets_courtyard_tag:list_results            /cms/snippets/courtyard/tag/results/
ok      wagtailsnippets_courtyard_tag:usage                   /cms/snippets/courtyard/tag/usage/<int:pk>/
ok      wagtailsnippets_courtyard_theme:list                  /cms/snippets/courtyard/theme/
ok      wagtailsnippets_courtyard_theme:history_results       /cms/snippets/courtyard/theme/history-results/<int:pk>/
ok      wagtailsnippets_courtyard_theme:history               /cms/snippets/courtyard/theme/history/<int:pk>/
ok      wagtailsnippets_courtyard_theme:list_results          /cms/snippets/courtyard/theme/results/
ok      wagtailsnippets_courtyard_theme:usage                 /cms/snippets/courtyard/theme/usage/<int:pk>/
ok      wagtailsnippets_courtyard_topic:list                  /cms/snippets/courtyard/topic/
ok      wagtailsnippets_courtyard_topic:history_results       /cms/snippets/courtyard/topic/history-results/<int:pk>/
ok      wagtailsnippets_courtyard_topic:history               /cms/snippets/courtyard/topic/history/<int:pk>/
ok      wagtailsnippets_courtyard_topic:list_results          /cms/snippets/courtyard/topic/results/
ok      wagtailsnippets_courtyard_topic:usage                 /cms/snippets/courtyard/topic/usage/<int:pk>/
ok      wagtailsnippets_network_city:list                     /cms/snippets/network/city/
ok      wagtailsnippets_network_city:history_results          /cms/snippets/network/city/history-results/<int:pk>/
ok      wagtailsnippets_network_city:history                  /cms/snippets/network/city/history/<int:pk>/
ok      wagtailsnippets_network_city:list_results             /cms/snippets/network/city/results/
ok      wagtailsnippets_network_city:usage                    /cms/snippets/network/city/usage/<int:pk>/
"""  # noqa: E501 - a line is an address
