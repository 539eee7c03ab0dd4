// Passkeys: the browser signs or makes one, the form then sends it like any other form.
(function () {
  "use strict";
  var form = document.getElementById("passkey-form");
  if (!form || !window.PublicKeyCredential || !navigator.credentials) { return; }
  var field = form.elements.credential;
  var message = form.querySelector("[data-message]");
  form.hidden = false;

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function listed(keys) {
    return (keys || []).map(function (key) { return Object.assign({}, key, { id: bytes(key.id) }); });
  }
  function asked() {
    var options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    if (options.user) { options.user.id = bytes(options.user.id); }
    options.allowCredentials = listed(options.allowCredentials);
    options.excludeCredentials = listed(options.excludeCredentials);
    return options;
  }
  function packed(credential) {
    var made = credential.response, reply = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (made[name]) { reply[name] = text(made[name]); }
    });
    if (made.getTransports) { reply.transports = made.getTransports(); }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: reply,
      clientExtensionResults: credential.getClientExtensionResults()
    });
  }
  form.addEventListener("submit", function (event) {
    if (field.value) { return; }
    event.preventDefault();
    message.hidden = true;
    var way = form.dataset.ceremony === "create" ? "create" : "get";
    navigator.credentials[way]({ publicKey: asked() }).then(function (credential) {
      field.value = packed(credential);
      form.submit();
    }, function () {
      message.textContent = form.dataset.failed;
      message.hidden = false;
    });
  });
}());
