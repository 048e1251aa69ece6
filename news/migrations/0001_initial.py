
import courtyard.listings
import courtyard.pages
import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from wagtail.images import get_image_model_string


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(get_image_model_string()),
    ]

    operations = [
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='One or two sentences: shown at the top of the page and in lists.', max_length=300, verbose_name='summary')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown large on the page and small in lists.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='image')),
            ],
            options={
                'verbose_name': 'news index',
                'verbose_name_plural': 'news indexes',
            },
            bases=(courtyard.pages.BelowFrontPage, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='One or two sentences: shown at the top of the page and in lists.', max_length=300, verbose_name='summary')),
                ('body', wagtail.fields.StreamField([('heading', 2), ('text', 3), ('image', 6), ('quote', 9), ('pages', 13), ('listing', 18), ('sign_up', 21)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'text', 'max_length': 160}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', 'Heading'), ('3', 'Smaller heading')], 'label': 'level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('courtyard.blocks.body.TextBlock', (), {}), 4: ('wagtail.images.blocks.ImageBlock', [], {'label': 'image'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('image', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'who says it', 'max_length': 160, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('text', 7), ('source', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120, 'required': False}), 11: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page'}), 12: ('wagtail.blocks.ListBlock', (11,), {'label': 'pages'}), 13: ('wagtail.blocks.StructBlock', [[('heading', 10), ('pages', 12)]], {}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': courtyard.listings.choices, 'label': 'what to list'}), 15: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courtyard.Topic',), {'help_text': 'Leave empty to list all topics.', 'label': 'topic', 'required': False}), 16: ('wagtail.blocks.IntegerBlock', (), {'default': 3, 'label': 'how many', 'max_value': 12, 'min_value': 1}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: View all news. Without it there is no link.', 'label': 'text of the link to all', 'max_length': 80, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('heading', 10), ('kind', 14), ('topic', 15), ('count', 16), ('link_text', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 20: ('wagtail.blocks.TextBlock', (), {'label': 'text', 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('heading', 19), ('text', 20)]], {})}, verbose_name='text')),
                ('date', models.DateField(default=django.utils.timezone.localdate, help_text='The day under which readers find it.', verbose_name='date')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown large on the page and small in lists.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='image')),
            ],
            options={
                'verbose_name': 'news item',
                'verbose_name_plural': 'news items',
                'indexes': [models.Index(fields=['-date'], name='news_newest_first')],
            },
            bases=('wagtailcore.page',),
        ),
    ]
