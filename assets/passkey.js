// Makes and uses passkeys where [data-passkey] stands on a page. Without this file, or in a browser without passkeys,
// the page says so and the way by password remains.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  function creation(options) {
    if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: keys(options.excludeCredentials),
    };
  }

  function request(options) {
    if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return { ...options, challenge: bytes(options.challenge), allowCredentials: keys(options.allowCredentials) };
  }

  // Not toJSON(): some password managers answer with objects that have none.
  function answer(key) {
    const response = { clientDataJSON: text(key.response.clientDataJSON) };
    if (key.response.attestationObject) {
      response.attestationObject = text(key.response.attestationObject);
      if (key.response.getTransports) response.transports = key.response.getTransports();
    } else {
      response.authenticatorData = text(key.response.authenticatorData);
      response.signature = text(key.response.signature);
      response.userHandle = key.response.userHandle ? text(key.response.userHandle) : null;
    }
    return { id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} };
  }

  async function post(address, body) {
    const reply = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body || {}),
    });
    const said = await reply.json().catch(() => ({}));
    if (!reply.ok) throw Object.assign(new Error("refused"), { said: said.error });
    return said;
  }

  async function run(place) {
    const { passkey, begin, finish, next, form } = place.dataset;
    const begun = await post(begin);
    const options = begun.options.publicKey;
    const key = passkey === "create"
      ? await navigator.credentials.create({ publicKey: creation(options) })
      : await navigator.credentials.get({ publicKey: request(options) });
    const done = await post(finish, { id: begun.id, credential: answer(key), next });
    const waiting = form && document.getElementById(form);
    if (waiting) waiting.submit();
    else location.assign(done.to);
  }

  function say(place, words) {
    const line = document.createElement("p");
    line.className = "field__error";
    line.textContent = words;
    place.querySelector("[data-passkey-error]").replaceChildren(line);
  }

  function attach(place) {
    place.append(place.querySelector("template").content.cloneNode(true));
    place.querySelector("[data-passkey-off]").remove();
    const button = place.querySelector("button");
    place.prepend(button);
    button.addEventListener("click", async () => {
      button.setAttribute("aria-busy", "true");
      place.querySelector("[data-passkey-error]").replaceChildren();
      try {
        await run(place);
      } catch (error) {
        const stopped = error.name === "NotAllowedError" || error.name === "AbortError";
        say(place, error.said || (stopped ? place.dataset.cancelled : place.dataset.failed));
      } finally {
        button.removeAttribute("aria-busy");
      }
    });
  }

  if (window.PublicKeyCredential && window.isSecureContext) document.querySelectorAll("[data-passkey]").forEach(attach);
})();
