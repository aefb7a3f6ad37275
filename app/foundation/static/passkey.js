// Passkeys: asks the device, and sends its answer with the form. Without this script the button is not there.
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const { passkey: verb, host, options: address } = form.dataset;
  const ours = location.hostname === host || location.hostname.endsWith(`.${host}`);
  if (!ours || !window.PublicKeyCredential || !navigator.credentials) return;
  form.hidden = false;
  document.querySelector("[data-passkey-none]")?.remove();

  const said = form.querySelector("[data-passkey-said]");
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && {
      excludeCredentials: options.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) })),
    }),
    ...(options.allowCredentials && {
      allowCredentials: options.allowCredentials.map((one) => ({ ...one, id: bytes(one.id) })),
    }),
  });
  const asText = (made) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response });
  };

  // What to ask comes with the page: some browsers let a device be asked only straight after a tap, not after a fetch.
  // It is good once and for a while; after that it is fetched.
  const FRESH_MS = 4 * 60 * 1000;
  let ready = form.dataset.asked ? JSON.parse(form.dataset.asked) : null;
  const fetched = async () => {
    const headers = { Accept: "application/json", "X-Form-Token": form.elements.form_token.value };
    const answer = await fetch(address, { method: "POST", headers });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.detail);
    return told;
  };
  const ask = async () => {
    const told = ready && performance.now() < FRESH_MS ? ready : await fetched();
    ready = null;
    const made = await navigator.credentials[verb]({ publicKey: withBytes(told.options) });
    form.elements.ticket.value = told.ticket;
    form.elements.credential.value = asText(made);
  };

  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    event.stopPropagation(); // so that shell.js does not take this for the sending itself
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    said.textContent = "";
    try {
      await ask();
      form.requestSubmit();
    } catch (wrong) {
      // What a device says is for developers, and differs from maker to maker; ours is for people.
      said.textContent = wrong.constructor === Error && wrong.message ? wrong.message : said.dataset.failed;
      form.removeAttribute("aria-busy");
    }
  });
  // Whoever comes back by the browser's own way finds the form empty, and can use it again.
  window.addEventListener("pageshow", () => {
    form.elements.credential.value = "";
    form.removeAttribute("aria-busy");
  });
})();
