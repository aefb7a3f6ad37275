// Shows a notice when one comes, and opens what it is about when it is tapped. Reads and keeps nothing else.
"use strict";

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // Whatever came, something must be shown, or the browser shows words of its own.
  }
  const title = said.title || "Your diary";
  const shown = { body: said.body || "Something changed in your diary.", tag: "diary", renotify: true, data: said.path };
  event.waitUntil(self.registration.showNotification(title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = String(event.notification.data || "/");
  const ours = new URL(path, self.location.origin);
  const target = ours.origin === self.location.origin ? ours.href : self.location.origin;
  event.waitUntil(self.clients.openWindow(target));
});
