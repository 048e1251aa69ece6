
import courtyard.listings
import courtyard.pages
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import uuid
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
            name='City',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('slug', models.SlugField(help_text='Used in addresses, the same in every language: letters a–z, digits, hyphens.', max_length=60, verbose_name='short name for addresses')),
                ('country', models.CharField(help_text='Two letters, as in ISO 3166-1: PL, DE, UA.', max_length=2, validators=[django.core.validators.RegexValidator('^[A-Z]{2}$', 'Two capital letters, as in ISO 3166-1: PL, DE, UA.')], verbose_name='country')),
                ('latitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'city',
                'verbose_name_plural': 'cities',
                'ordering': ['name'],
                'abstract': False,
                'unique_together': {('slug', 'locale'), ('translation_key', 'locale')},
            },
        ),
        migrations.CreateModel(
            name='NetworkIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='One or two sentences: shown at the top of the page and in lists.', max_length=300, verbose_name='summary')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('closing', wagtail.fields.StreamField([('heading', 2), ('text', 3), ('image', 6), ('quote', 9), ('pages', 13), ('listing', 18), ('sign_up', 21)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'text', 'max_length': 160}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', 'Heading'), ('3', 'Smaller heading')], 'label': 'level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('courtyard.blocks.body.TextBlock', (), {}), 4: ('wagtail.images.blocks.ImageBlock', [], {'label': 'image'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('image', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'who says it', 'max_length': 160, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('text', 7), ('source', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120, 'required': False}), 11: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page'}), 12: ('wagtail.blocks.ListBlock', (11,), {'label': 'pages'}), 13: ('wagtail.blocks.StructBlock', [[('heading', 10), ('pages', 12)]], {}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': courtyard.listings.choices, 'label': 'what to list'}), 15: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courtyard.Topic',), {'help_text': 'Leave empty to list all topics.', 'label': 'topic', 'required': False}), 16: ('wagtail.blocks.IntegerBlock', (), {'default': 3, 'label': 'how many', 'max_value': 12, 'min_value': 1}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: View all news. Without it there is no link.', 'label': 'text of the link to all', 'max_length': 80, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('heading', 10), ('kind', 14), ('topic', 15), ('count', 16), ('link_text', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 20: ('wagtail.blocks.TextBlock', (), {'label': 'text', 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('heading', 19), ('text', 20)]], {})}, help_text='What follows the list: newest news, a sign-up, …', verbose_name='below the list')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown large on the page and small in lists.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='image')),
            ],
            options={
                'verbose_name': 'networking section',
                'verbose_name_plural': 'networking sections',
            },
            bases=(courtyard.pages.BelowFrontPage, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='NetworkPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='One or two sentences: shown at the top of the page and in lists.', max_length=300, verbose_name='summary')),
                ('body', wagtail.fields.StreamField([('heading', 2), ('text', 3), ('image', 6), ('quote', 9), ('pages', 13), ('listing', 18), ('sign_up', 21)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'text', 'max_length': 160}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', 'Heading'), ('3', 'Smaller heading')], 'label': 'level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('courtyard.blocks.body.TextBlock', (), {}), 4: ('wagtail.images.blocks.ImageBlock', [], {'label': 'image'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('image', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'who says it', 'max_length': 160, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('text', 7), ('source', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120, 'required': False}), 11: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page'}), 12: ('wagtail.blocks.ListBlock', (11,), {'label': 'pages'}), 13: ('wagtail.blocks.StructBlock', [[('heading', 10), ('pages', 12)]], {}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': courtyard.listings.choices, 'label': 'what to list'}), 15: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courtyard.Topic',), {'help_text': 'Leave empty to list all topics.', 'label': 'topic', 'required': False}), 16: ('wagtail.blocks.IntegerBlock', (), {'default': 3, 'label': 'how many', 'max_value': 12, 'min_value': 1}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: View all news. Without it there is no link.', 'label': 'text of the link to all', 'max_length': 80, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('heading', 10), ('kind', 14), ('topic', 15), ('count', 16), ('link_text', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 20: ('wagtail.blocks.TextBlock', (), {'label': 'text', 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('heading', 19), ('text', 20)]], {})}, verbose_name='text')),
                ('kind', models.CharField(choices=[('network_of_cities', 'network of cities'), ('coalition', 'coalition'), ('local_community', 'local community'), ('forum', 'forum'), ('place', 'place')], max_length=20, verbose_name='kind')),
                ('reach', models.CharField(blank=True, choices=[('neighbourhood', 'neighbourhood'), ('city', 'city'), ('region', 'region'), ('country', 'country'), ('international', 'international')], max_length=20, verbose_name='reach')),
                ('founded', models.PositiveSmallIntegerField(blank=True, help_text='A year.', null=True, verbose_name='founded in')),
                ('our_role', models.CharField(blank=True, choices=[('founder', 'founder'), ('co_founder', 'co-founder'), ('host', 'host'), ('member', 'member'), ('partner', 'partner')], max_length=20, verbose_name='our role')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown large on the page and small in lists.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='image')),
            ],
            options={
                'verbose_name': 'network',
                'verbose_name_plural': 'networks',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PartnerIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='One or two sentences: shown at the top of the page and in lists.', max_length=300, verbose_name='summary')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown large on the page and small in lists.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='image')),
            ],
            options={
                'verbose_name': 'partner directory',
                'verbose_name_plural': 'partner directories',
            },
            bases=(courtyard.pages.BelowFrontPage, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='PartnerPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='One or two sentences: shown at the top of the page and in lists.', max_length=300, verbose_name='summary')),
                ('body', wagtail.fields.StreamField([('heading', 2), ('text', 3), ('image', 6), ('quote', 9), ('pages', 13), ('listing', 18), ('sign_up', 21)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'text', 'max_length': 160}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', 'Heading'), ('3', 'Smaller heading')], 'label': 'level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('courtyard.blocks.body.TextBlock', (), {}), 4: ('wagtail.images.blocks.ImageBlock', [], {'label': 'image'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('image', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.TextBlock', (), {'label': 'text'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'who says it', 'max_length': 160, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('text', 7), ('source', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120, 'required': False}), 11: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page'}), 12: ('wagtail.blocks.ListBlock', (11,), {'label': 'pages'}), 13: ('wagtail.blocks.StructBlock', [[('heading', 10), ('pages', 12)]], {}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': courtyard.listings.choices, 'label': 'what to list'}), 15: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courtyard.Topic',), {'help_text': 'Leave empty to list all topics.', 'label': 'topic', 'required': False}), 16: ('wagtail.blocks.IntegerBlock', (), {'default': 3, 'label': 'how many', 'max_value': 12, 'min_value': 1}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: View all news. Without it there is no link.', 'label': 'text of the link to all', 'max_length': 80, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('heading', 10), ('kind', 14), ('topic', 15), ('count', 16), ('link_text', 17)]], {}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 20: ('wagtail.blocks.TextBlock', (), {'label': 'text', 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('heading', 19), ('text', 20)]], {})}, verbose_name='text')),
                ('legal_name', models.CharField(blank=True, help_text='As in its statutes; never translated.', max_length=200, verbose_name='legal name')),
                ('kind', models.CharField(choices=[('cultural_institution', 'cultural institution'), ('ngo', 'non-governmental organisation'), ('foundation', 'foundation'), ('informal_group', 'informal group'), ('independent_activist', 'independent activist'), ('company', 'company'), ('festival', 'festival'), ('municipality', 'municipality'), ('network_secretariat', 'network secretariat')], max_length=24, verbose_name='kind')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='partners', to='network.city', verbose_name='city')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown large on the page and small in lists.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=get_image_model_string(), verbose_name='image')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NetworkPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('role', models.CharField(choices=[('founder', 'founder'), ('funder', 'funder'), ('host', 'host'), ('co_creator', 'co-creator'), ('partner', 'partner')], default='partner', max_length=20, verbose_name='role')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='network.networkpage')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.partnerpage', verbose_name='partner')),
            ],
            options={
                'verbose_name': 'partner',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
    ]
