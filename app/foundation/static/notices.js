// Switches notices on in this browser; without it the page says that it cannot.
"use strict";

(() => {
  const form = document.querySelector("[data-notices]");
  const said = document.querySelector("[data-notices-said]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  form.hidden = false;
  said.textContent = "";
  const button = form.querySelector("button");

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (one) => one.charCodeAt(0));
  };

  const awake = (registration) => {
    const worker = registration.installing || registration.waiting;
    if (registration.active || !worker) return Promise.resolve();
    return new Promise((done) => {
      worker.addEventListener("statechange", () => worker.state === "activated" && done());
    });
  };

  const subscribed = async (manager) => {
    const how = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.notices) };
    try {
      return await manager.subscribe(how);
    } catch (failure) {
      // Left from another key of ours: it can never be sent to again.
      const old = await manager.getSubscription();
      if (!old) throw failure;
      await old.unsubscribe();
      return manager.subscribe(how);
    }
  };

  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "One moment. Your browser may ask you whether it may show notices.";
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        said.textContent = "Your browser was told not to show notices here. You can change that in its settings.";
        button.disabled = false;
        return;
      }
      const registration = await navigator.serviceWorker.register("/static/notices-worker.js");
      await awake(registration);
      const { endpoint, keys } = (await subscribed(registration.pushManager)).toJSON();
      form.elements.endpoint.value = endpoint;
      form.elements.public_key.value = keys.p256dh;
      form.elements.auth_secret.value = keys.auth;
      form.submit();
    } catch {
      said.textContent = "That did not work. Please try again, or choose another way.";
      button.disabled = false;
    }
  });
})();
