// Comforts for browsers with JavaScript; every page works without.
"use strict";

// "Leave quickly": the page is emptied, the sign-in ended behind it, and this entry of the history replaced; also on
// pressing Escape three times within two seconds. Whoever goes back then finds the sign-in page.
(() => {
  const exit = document.querySelector("[data-quick-exit]");
  if (!exit) return;
  let gone = false;
  const leave = () => {
    gone = true;
    document.documentElement.hidden = true;
    document.title = "";
    const out = document.querySelector("form[data-sign-out]");
    if (out) fetch(out.action, { method: "POST", body: new URLSearchParams(new FormData(out)), keepalive: true }).catch(() => {});
    document.body.replaceChildren();
    window.location.replace(exit.href);
  };
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses = [...presses.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
    if (presses.length === 3) leave();
  });
  window.addEventListener("pageshow", () => {
    if (gone) window.location.reload(); // out of a browser's memory of pages: nothing is left of it to show
  });
})();

// A form is sent once: the second tap of a tired thumb does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// A form that came back with faults: take the reader to them.
document.querySelector("#faults")?.focus();

// Parts that are swapped in place: a form that came back is shown as well, and the reader is taken to what is said of it.
// An answer from elsewhere (the sign-in page, say) is a page, never a part.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig, target } = event.detail;
  const asked = new URL(requestConfig.path, window.location.href);
  if (xhr.responseURL && new URL(xhr.responseURL).pathname !== asked.pathname) {
    event.detail.shouldSwap = false;
    window.location.assign(xhr.responseURL);
  } else if ([409, 412, 422, 428].includes(xhr.status) && target.classList.contains("part")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.classList.contains("part")) event.detail.target.querySelector("#faults, [data-said]")?.focus();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (form.dataset) delete form.dataset.sent;
  form.removeAttribute?.("aria-busy");
});
