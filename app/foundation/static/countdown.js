// Counts down to the instant in `data-until`, by the server's clock (`data-now`); at the end the page is asked for anew.
"use strict";

(() => {
  const timer = document.querySelector("[data-until]");
  const left = timer?.querySelector("[data-left]");
  if (!left) return;
  const ahead = Date.parse(timer.dataset.now) - Date.now();
  const until = Date.parse(timer.dataset.until);
  const tick = () => {
    const seconds = Math.ceil((until - Date.now() - ahead) / 1000);
    if (seconds <= 0) {
      window.location.reload();
      return;
    }
    const rest = seconds % 60;
    left.textContent = `${Math.floor(seconds / 60)}:${String(rest).padStart(2, "0")}`;
    window.setTimeout(tick, 1000);
  };
  tick();
})();
