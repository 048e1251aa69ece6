
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('status', models.CharField(choices=[('pending', 'waiting for confirmation'), ('confirmed', 'confirmed')], default='pending', max_length=12, verbose_name='status')),
                ('consent_text', models.TextField(verbose_name='what they agreed to')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('reminded_at', models.DateTimeField(null=True, verbose_name='last told that they are subscribed')),
                ('nonce', models.CharField(blank=True, max_length=64)),
                ('token_hash', models.CharField(blank=True, db_index=True, max_length=64)),
                ('token_expires_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'subscriber',
                'verbose_name_plural': 'subscribers',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_subscriber_per_address')],
            },
        ),
    ]
