"""A list of appointments, page by page."""

from app.care.web.api.shapes_out import AppointmentOut, Shape


class AppointmentsOut(Shape):
    """A page of appointments in order of start; `next` is the cursor of the page after it."""

    appointments: list[AppointmentOut]
    next: str | None
