"""Organisations, mediators and disputes; the kinds of disputes of the printed form."""

import django.db.models.deletion
from django.db import migrations, models

from fazhi.domains.mediation.categories import fill


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0008_parties"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                ("label", models.CharField(max_length=40, unique=True)),
                ("order", models.PositiveSmallIntegerField()),
                ("used", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="MediationOrganization",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="mediation_organization",
                        serialize=False,
                        to="kernel.organization",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("街道", "街道"),
                            ("社区", "社区"),
                            ("企事业单位", "企事业单位"),
                            ("行业性专业性", "行业性专业性"),
                            ("商事", "商事"),
                            ("小区物业", "小区物业"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organization",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.organization",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Mediator",
            fields=[
                (
                    "credential",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="mediator",
                        serialize=False,
                        to="kernel.credential",
                    ),
                ),
                ("full_time", models.BooleanField(default=False)),
                ("expertise", models.ManyToManyField(blank=True, related_name="experts", to="mediation.category")),
            ],
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="dispute",
                        serialize=False,
                        to="kernel.matter",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("applied", "当事人申请"), ("found", "主动介入"), ("transferred", "委托移送")],
                        max_length=20,
                    ),
                ),
                (
                    "sender",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("court", "人民法院"),
                            ("police", "公安机关"),
                            ("hotline", "热线"),
                            ("petitions", "信访部门"),
                            ("department", "其他行政机关"),
                        ],
                        max_length=20,
                    ),
                ),
                ("people", models.PositiveIntegerField()),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("mass", models.BooleanField(default=False)),
                ("accepted_on", models.DateField(blank=True, null=True)),
                ("concluded_on", models.DateField(blank=True, null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("success", "调解成功"), ("failure", "调解未成功"), ("withdrawn", "撤回申请")],
                        max_length=20,
                    ),
                ),
                ("form", models.CharField(blank=True, choices=[("written", "书面"), ("oral", "口头")], max_length=20)),
                ("applied_on", models.DateField(blank=True, null=True)),
                ("confirmed", models.BooleanField(blank=True, null=True)),
                (
                    "performance",
                    models.CharField(
                        blank=True,
                        choices=[("performed", "已履行"), ("partly", "部分履行"), ("not_performed", "未履行")],
                        max_length=20,
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="mediation.category"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.organization"
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.organization"
                    ),
                ),
                (
                    "mediator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="mediation.mediator",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField()),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="mediation.dispute"
                    ),
                ),
                (
                    "mediator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="mediation.mediator"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                (
                    "performance",
                    models.CharField(
                        choices=[("performed", "已履行"), ("partly", "部分履行"), ("not_performed", "未履行")],
                        max_length=20,
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="mediation.dispute"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["accepted_on"], name="dispute_by_acceptance"),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["concluded_on", "result"], name="dispute_by_conclusion"),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("concluded_on__isnull", True)), fields=["mediator"], name="dispute_load"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("concluded_on__isnull", True), ("concluded_on__gte", models.F("accepted_on")), _connector="OR"
                ),
                name="dispute_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", ""), ("concluded_on__isnull", True)),
                    models.Q(models.Q(("result", ""), _negated=True), ("concluded_on__isnull", False)),
                    _connector="OR",
                ),
                name="dispute_concluded_with_result",
            ),
        ),
        migrations.RunPython(
            lambda apps, _editor: fill(apps.get_model("mediation", "Category")), migrations.RunPython.noop
        ),
    ]
