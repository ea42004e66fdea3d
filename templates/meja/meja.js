// Every page works without this script.
"use strict";
const base = document.body.dataset.dasar;
const policy = window.trustedTypes?.createPolicy("meja", { createHTML: text => text });
// A page that is parsed so runs none of its scripts.
const parse = text => new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html");
const one = id => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const made = (name, text, more) => Object.assign(document.createElement(name), { textContent: text }, more);
const on = (kinds, act) => kinds.split(" ").forEach(kind => document.addEventListener(kind, act));
const pause = time => new Promise(done => setTimeout(done, time));
const say = words => { if (one("sambungan").textContent !== words) one("sambungan").textContent = words; };

// A region in which a person writes, chooses or marks something is left alone.
function isChanged(field) {
  if (/^(checkbox|radio)$/.test(field.type)) return field.checked !== field.defaultChecked;
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex(option => option.defaultSelected));
  return field.value !== field.defaultValue;
}
const isAnyChanged = region => all("input, select, textarea", region).some(isChanged);
function isBusy(region) {
  const at = document.activeElement, marked = getSelection();
  const writes = at?.matches("textarea, select, input:not([type=checkbox], [type=radio])") && region.contains(at);
  return writes || !marked.isCollapsed && region.contains(marked.anchorNode) || isAnyChanged(region);
}

// Puts a region's new state in place, with focus, open details and scroll as before.
const parts = root => all("a[href], button, input, select, textarea, summary, [tabindex]", root);
const nameOf = part => part.id || [part.tagName, part.name, part.value, part.getAttribute("href"), part.textContent.trim()].join();
const keyOf = details => details.id || details.firstElementChild?.textContent.replace(/[\d.]+/g, "").trim();
function swap(old, fresh) {
  const before = parts(old), at = before.indexOf(document.activeElement), [left, top] = [scrollX, scrollY];
  const open = new Map(all("details", old).map(part => [keyOf(part), part.open])), next = document.importNode(fresh, true);
  for (const part of all("details", next)) part.open = open.get(keyOf(part)) ?? part.open;
  // A picture that stays is not drawn again.
  for (const picture of all("img", next)) {
    const kept = all("img", old).find(known => known.src === picture.src);
    if (kept) picture.replaceWith(Object.assign(kept, { alt: picture.alt }));
  }
  old.replaceWith(next);
  if (at >= 0) {
    const same = part => nameOf(part) === nameOf(before[at]), nth = before.slice(0, at).filter(same).length, after = parts(next);
    (after.filter(same)[nth] ?? after[at] ?? after.at(-1) ?? one("isi")).focus({ preventScroll: true });
  }
  scrollTo({ left, top, behavior: "instant" });
}

// Fetches this page again for what the desk now gives differently.
const given = new Map(all("[data-langsung]").map(region => [region.id, region.outerHTML]));
const waiting = new Set();
async function refresh() {
  if (!given.size) return;
  const answer = await fetch(location);
  if (!answer.ok || answer.redirected) return;
  const page = parse(await answer.text());
  document.title = page.title;
  for (const [id, html] of given) {
    const old = one(id), fresh = page.getElementById(id);
    waiting.delete(id);
    if (!old || !fresh || html === fresh.outerHTML) continue;
    if (isBusy(old)) { waiting.add(id); continue; }
    given.set(id, fresh.outerHTML);
    swap(old, fresh);
  }
}
on("focusout change reset mouseup", () => waiting.size && setTimeout(() => [...waiting].some(id => !isBusy(one(id))) && refresh(), 300));

// The news: one question at a time, none by a page that nobody sees.
async function follow() {
  let since = document.body.dataset.sejak, question, isGone;
  on("visibilitychange", () => document.hidden && question?.abort());
  addEventListener("pagehide", () => question?.abort());
  for (;;) {
    while (document.hidden) await pause(200);
    question = new AbortController();
    try {
      const answer = await fetch(`${base}/langsung/${since}`, { signal: question.signal });
      const number = await answer.text();
      if (answer.status === 401) return say("Sesi berakhir: muat ulang untuk masuk lagi.");
      if (!answer.ok || !/^\d+$/.test(number)) throw number;
      if (isGone && !isAnyChanged(one("isi"))) return location.reload();
      if (isGone || number !== since) await refresh();
      [isGone, since] = [false, number];
      say("");
    } catch {
      if (question.signal.aborted) continue;
      isGone = true;
      say("Meja Warta tidak menjawab: jalankan lagi `warta meja`; halaman ini lalu menyambung sendiri.");
      await pause(1500);
    }
  }
}

// Files go as soon as they are chosen, each by a request of its own, with what the desk said of it.
function send(form, file, list) {
  const bar = made("progress", "", { max: 1, value: 0, ariaLabel: `Mengirim ${file.name}` }), words = made("div", "mengirim …"), line = made("li");
  line.append(made("strong", file.name), bar, words);
  list.append(line);
  const { name } = form.querySelector("input[type=file]"), data = new FormData(form), request = new XMLHttpRequest();
  data.delete(name);
  data.append(name, file);
  return new Promise(done => {
    request.upload.onprogress = event => { bar.value = event.loaded / (event.total || 1); };
    request.onerror = () => { words.textContent = "galat: tidak terkirim; tutup program yang memakainya, lalu letakkan lagi"; };
    request.onload = () => {
      const isWell = request.status < 400, said = all(isWell ? "#pesan > *" : "main .galat", parse(request.responseText));
      words.replaceChildren(...(said.length ? said : [isWell ? "diterima" : "galat: ditolak"]));
    };
    request.onloadend = () => done(bar.remove());
    request.open("POST", form.action);
    request.send(data);
  });
}
document.querySelector("form[data-letak]")?.classList.add("langsung");
let sending = Promise.resolve();
function sendAll(form, files) {
  const list = one("terkirim") ?? made("ul", "", { id: "terkirim", className: "daftar", role: "log", ariaLabel: "Hasil" });
  form.after(list);
  for (const file of files) sending = sending.then(() => send(form, file, list));
  sending = sending.then(() => (form.reset(), refresh())).catch(() => {});
}
on("dragover dragleave drop", event => {
  const form = document.querySelector("form[data-letak]"), { types, files } = event.dataTransfer;
  if (!form || !types.includes("Files")) return;
  event.preventDefault();
  form.classList.toggle("seret", event.type === "dragover");
  if (event.type === "drop") sendAll(form, [...files]);
});
on("change", ({ target }) => target.files && target.form?.matches("[data-letak]") && sendAll(target.form, [...target.files]));

setInterval(() => {
  for (const place of all("[data-sampai]")) place.textContent = Math.max(0, Math.ceil((Date.parse(place.dataset.sampai) - Date.now()) / 1000));
}, 500);

// By keys, where each arrow chooses, the edition waits for its button.
let byKeys = false;
on("keydown pointerdown", event => { byKeys = event.type === "keydown"; });
on("change submit", event => {
  const form = event.target.closest("[data-edisi]"), address = new URL(location);
  if (!form || byKeys && event.type === "change") return;
  event.preventDefault();
  address.searchParams.delete("kabar");
  address.searchParams.set("edisi", form.elements.edisi.value);
  location.assign(address);
});

// A field with data-saring narrows the list of that id, which lies in a details.
on("input", ({ target }) => {
  const list = one(target.dataset.saring), words = target.value.toLowerCase().split(/\s+/);
  if (!list) return;
  for (const line of list.children) line.hidden = !words.every(word => line.textContent.toLowerCase().includes(word));
  list.closest("details").open = true;
  one(`${list.id}-jumlah`).textContent = `${all("li:not([hidden])", list).length} cocok`;
});

follow();
