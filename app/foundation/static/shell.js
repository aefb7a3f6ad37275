// Comforts for browsers with JavaScript; every page works without.
"use strict";

// "Leave quickly": replace this page in the history; also on pressing Escape three times within two seconds.
(() => {
  const exit = document.querySelector("[data-quick-exit]");
  if (!exit) return;
  const leave = () => {
    document.documentElement.hidden = true;
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
