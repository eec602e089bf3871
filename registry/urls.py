"""What is public: the list of processors, as a page and as files, and the state of health."""

from django.urls import path

from registry import views
from registry.asking.views import answer
from registry.metrics import metrics

urlpatterns = [
    path("", views.home, name="home"),
    path("processors/", views.processors, {"form": views.PAGE}, name="processors"),
    path("processors.json", views.processors, {"form": views.JSON}, name="processors_json"),
    path("processors.csv", views.processors, {"form": views.CSV}, name="processors_csv"),
    path("answer/<str:token>/", answer, name="colleague_answer"),
    path("metrics", metrics, name="metrics"),
    path("healthz", views.healthz, name="healthz"),
]
