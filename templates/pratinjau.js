// Asks for news, and puts in place just what changed: pages that stay the same are not loaded again.
"use strict";
const one = id => document.getElementById(id);
const made = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text ?? "" }, more);

function list(faults) {
  const all = made("ul");
  for (const { baris: [first, ...rest] } of faults) {
    const item = made("li", first);
    item.append(...rest.map(line => made("small", line)));
    all.append(item);
  }
  return all;
}

function faults(all, stale) {
  const box = one("masalah");
  box.hidden = all.length === 0;
  box.replaceChildren();
  if (all.length === 0) return;
  const order = ["galat", "peringatan", "catatan"];
  const sorted = [...all].sort((a, b) => order.indexOf(a.tingkat) - order.indexOf(b.tingkat));
  box.dataset.tingkat = sorted[0].tingkat;
  const details = made("details", "", { open: sorted[0].tingkat === "galat" });
  const counts = order.map(t => [all.filter(f => f.tingkat === t).length, t]).filter(([n]) => n).map(([n, t]) => `${n} ${t}`).join(", ");
  details.append(made("summary", stale ? `${counts}. Halaman di bawah ini dari keadaan sebelumnya.` : counts), list(sorted));
  box.append(details);
}

function section(part) {
  const id = `bagian-${part.jenis}`;
  let box = one(id);
  if (!box) {
    box = made("section", "", { id });
    box.append(made("h2", part.judul), made("div", "", { className: "halaman" }));
  }
  const pages = box.lastElementChild;
  if (part.masalah.length) {
    const wrong = made("div", "", { className: "salah" });
    wrong.append(list(part.masalah));
    pages.replaceChildren(wrong);
  } else {
    pages.querySelector(".salah")?.remove();
    while (pages.children.length > part.halaman.length) pages.lastElementChild.remove();
    part.halaman.forEach((name, at) => {
      const source = `halaman/${name}.svg`;
      let picture = pages.children[at];
      if (!picture) pages.append(picture = made("img"));
      picture.alt = `${part.judul}, halaman ${at + 1} dari ${part.halaman.length}`;
      if (picture.getAttribute("src") !== source) picture.src = source;
    });
  }
  return box;
}

function villages(view) {
  const choice = one("desa");
  if (choice.length !== view.semua.length) choice.replaceChildren(...view.semua.map(([code, name]) => made("option", name, { value: code })));
  choice.value = view.desa;
}

function show(view) {
  one("edisi").textContent = view.edisi;
  villages(view);
  document.body.classList.toggle("lama", view.lama);
  faults(view.masalah, view.lama);
  const boxes = view.bagian.map(section);
  const main = one("bagian");
  if (boxes.length !== main.children.length || boxes.some((box, at) => main.children[at] !== box)) main.replaceChildren(...boxes);
  one("daftar").replaceChildren(...view.bagian.map(part => made("a", `${part.judul} (${part.halaman.length})`, { href: `#bagian-${part.jenis}` })));
  one("keadaan").textContent = view.lama ? "Menunggu perbaikan" : "Mengikuti perubahan";
  document.body.dataset.nomor = view.nomor;
}

one("desa").addEventListener("change", event => fetch(`desa/${event.target.value}`, { method: "POST" }));

(async () => {
  for (let since = 0; ;) {
    try {
      const answer = await fetch(`keadaan/${since}`);
      const view = await answer.json();
      if (view.nomor > since) show(view);
      since = view.nomor;
    } catch {
      one("keadaan").textContent = "Terputus: jalankan `warta pratinjau` lagi";
      await new Promise(wait => setTimeout(wait, 1000));
    }
  }
})();
