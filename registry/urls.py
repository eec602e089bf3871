"""What is public."""

urlpatterns = []
