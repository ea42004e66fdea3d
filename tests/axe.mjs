// The desk under axe-core. Called by axe.sh: node axe.mjs WARTA FOLDER AXE
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

const [warta, place, axeFile] = process.argv.slice(2);
const axe = readFileSync(axeFile, "utf8");
const sample = join(dirname(import.meta.dirname), "samples/barito-kuala");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [360, 1366];
const LOOKS = ["light", "dark"];
// Targets are as tall and as wide as this, in px.
const TARGET = 24;
const NARROW = 320;
const env = { ...process.env, XDG_STATE_HOME: join(place, "keadaan") };
const ended = [];
const programs = new Map();
const pause = time => new Promise(done => setTimeout(done, time));

// ---- Programs

/// A program, and what its first line that passes says.
async function started(command, args, passes) {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  ended.push(() => child.kill("SIGKILL"));
  for await (const line of createInterface({ input: child.stdout })) {
    const found = passes(line);
    if (found) {
      child.stdout.resume();
      programs.set(found, child);
      return found;
    }
  }
  throw new Error(`${command} ${args.join(" ")} ended at once`);
}

function run(root, ...args) {
  const { status, stdout, stderr } = spawnSync(warta, ["-C", root, ...args], { env, encoding: "utf8" });
  if (![0, 1, 2, 3].includes(status)) throw new Error(`warta ${args.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}

const addressIn = line => line.startsWith("{") && JSON.parse(line).alamat;
const desk = root => started(warta, ["-C", root, "--json", "meja", "--tanpa-peramban"], addressIn);

const text = async (address, path) => (await fetch(address + path)).text();

/// Sends a form of the desk; where it leads to, from the desk's own address.
async function post(address, path, fields) {
  const answer = await fetch(address + path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
  const leads = answer.headers.get("location");
  if (!leads) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return leads.slice(new URL(address).pathname.length);
}

async function until(address, path, words) {
  for (let tries = 0; tries < 600; tries++) {
    if (words.test(await text(address, path))) return;
    await pause(100);
  }
  throw new Error(`${path} never says ${words}`);
}

// ---- Offices

/// A mail server that takes, refuses, breaks off after the letter, or keeps waiting: by the recipient's first letters.
async function mailServer() {
  const server = createServer(socket => {
    let to = "", inLetter = false;
    socket.on("error", () => {});
    socket.write("220 axe\r\n");
    createInterface({ input: socket }).on("error", () => {}).on("line", line => {
      if (inLetter) {
        if (line !== ".") return;
        inLetter = false;
        if (to.startsWith("putus")) return socket.destroy();
        if (to.startsWith("diam")) return;
        return socket.write("250 2.0.0 diterima\r\n");
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") socket.write("250-axe\r\n250 8BITMIME\r\n");
      else if (verb === "RCPT") {
        to = /<([^>]*)>/.exec(line)[1];
        socket.write(to.startsWith("tolak") ? "550 5.1.1 kotak surat tidak ada\r\n" : "250 ok\r\n");
      } else if (verb === "DATA") socket.write("354 lanjut\r\n"), (inLetter = true);
      else if (verb === "QUIT") socket.end("221 selesai\r\n");
      else socket.write("250 ok\r\n");
    });
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  ended.push(() => server.close());
  return server.address().port;
}

/// The Monday of this week, in WITA.
function monday() {
  const day = new Date(Date.now() + 8 * 3600e3);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

function write(root, file, text) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const VILLAGES = ["63.04.14.2001,Barambai", "63.04.14.2002,Pendalaman", "63.04.14.2003,Sungai Kali", "63.04.14.2004,Handil Barabai",
  "63.04.14.2008,Barambai Kolam Kiri Dalam"];

/// An office of some villages that get their bundles by mail; its edition is that of a Monday.
function mailed(name, port, recipients, week = monday()) {
  const root = join(place, name);
  const settings = readFileSync(join(sample, "warta.toml"), "utf8").replace('saluran_bawaan = "kantor"', 'saluran_bawaan = "pos"');
  const channel = ["[saluran.pos.email]", 'server = "127.0.0.1"', `port = ${port}`, 'keamanan = "tanpa"', 'pengirim = "Kantor <kantor@contoh.go.id>"',
    "per_menit = 60000", "tenggat = 300", ""];
  write(root, "warta.toml", `${settings}\n${channel.join("\n")}`);
  const rows = recipients.map((recipient, at) => `${VILLAGES[at]},Barambai,Karya Bersama,Hasan,0812-0000-0000,${recipient}@contoh.id,4`);
  write(root, "kim.csv", ["Kode,Desa,Kecamatan,KIM,Penghubung,No. HP,Email,RT", ...rows, ""].join("\n"));
  write(root, `edisi/${week}/pengumuman/1.md`, "Untuk: semua\n\n# Pasar murah\n\nBeras dan gula di halaman kantor camat.\n");
  return root;
}

function copied(name) {
  const root = join(place, name);
  cpSync(sample, root, { recursive: true });
  return root;
}

/// The codes of the villages' slips. A date follows each in the ledger.
function codesOf(root) {
  const files = ["warta.db", "warta.db-wal"].map(file => join(root, file)).filter(existsSync);
  const found = files.flatMap(file => readFileSync(file, "latin1").match(/[0-9A-Z]{4}-[0-9A-Z]{4}(?=20\d\d-)/g) ?? []);
  return [...new Set(found)];
}

/// The pages that every office has.
const PAGES = ["", "bahan", "periksa", "pratinjau", "terbitkan", "kirim", "pekerjaan", "kiriman", "tidak-pasti", "tanda-terima",
  "tanda-terima/tempel", "cari", "arsip", "tenggat", "laporan", "pengaturan", "pengaturan/ubah", "riwayat", "bertugas"];

/// Every screen: where its desk is, which pages, and what is done first.
async function* screens() {
  const at = (office, address, pages) => pages.map(path => ({ name: `${office} /${path}`, address: address + path }));

  const empty = join(place, "kosong");
  mkdirSync(empty);
  yield* at("kosong", await desk(empty), ["mulai"]);

  const ordinary = copied("contoh");
  const first = await desk(ordinary);
  await until(first, "periksa", /Diperiksa/);
  yield* at("contoh", first, [...PAGES, "pratinjau/63.04.14.2008", "pratinjau?desa=sungai", "desa/63.04.14.2008", "cari?cari=anjir", "cari?cari=zzz",
    "periksa?tingkat=catatan", "periksa?desa=barambai", "tidak-ada", "pekerjaan/999", "desa/63.04.14.9999", "?edisi=2001-01-01"]);

  const faulty = copied("bermasalah");
  write(faulty, "edisi/2026-11-23/pengumuman/99-salah.md", "Untuk: desa Entah\n\n# Pasar murah\n\nSabtu.\n");
  write(faulty, "edisi/2026-11-23/catatan.pdf", "bukan pdf");
  const second = await desk(faulty);
  await until(second, "periksa", /Diperiksa/);
  yield* at("bermasalah", second, ["", "bahan", "periksa", "pratinjau/63.04.14.2008", "terbitkan", "kirim"]);
  const changed = readFileSync(join(faulty, "warta.toml"), "utf8").replace("[kabupaten]", "[kabupatn]");
  const [, sidik] = /name="sidik" value="([^"]*)"/.exec(await text(second, "pengaturan/ubah"));
  yield* at("bermasalah, naskah salah", second, [await post(second, "pengaturan", { teks: changed, sidik })]);
  const other = changed.replace("[kabupatn]", "[kabupaten]") + "#\n";
  yield* at("bermasalah, naskah kedahuluan", second, [await post(second, "pengaturan", { teks: other, sidik: "0" })]);
  yield* at("bermasalah, bahan dikeluarkan", second, [await post(second, "bahan/keluarkan", { berkas: "edisi/2026-11-23/pengumuman/99-salah.md" })]);
  write(faulty, "warta.toml", changed);
  await pause(1000);
  yield* at("pengaturan rusak", second, ["", "bahan", "periksa", "pratinjau", "terbitkan", "kirim", "kiriman", "pengaturan", "pengaturan/ubah"]);

  const mail = await mailServer();
  const sent = mailed("terkirim", mail, ["sampai", "tolak", "putus", "lewat", "putus2"]);
  run(sent, "terbitkan");
  const third = await desk(sent);
  yield* at("terbit", third, ["", "terbitkan", "kirim", "kiriman", "laporan"]);
  const job = await post(third, "kirim", {});
  yield* at("menunggu 10 detik", third, [job]);
  await until(third, job, /Hasilnya/);
  await post(third, "tanda-terima", { kode: "Barambai", nama: "Hasan", tanggal: "" });
  yield* at("terkirim", third, [...PAGES, job, "desa/63.04.14.2001", "desa/63.04.14.2003", "kiriman?keadaan=gagal",
    "kiriman?kecamatan=63.04.14", "arsip?cari=pasar", "arsip?cari=zzz", "riwayat?cari=kirim"]);
  yield* at("kode keliru", third, [await post(third, "tanda-terima", { kode: "AAAA-AAAA", nama: "", tanggal: "" })]);
  const codes = codesOf(sent);
  const chat = ["AAAA-AAAA", ...codes].map((code, minute) => `[25/11/26 08.${10 + minute}] KIM: ${code}`).join("\n");
  yield* at(`percakapan, ${codes.length} kode`, third, [await post(third, "tanda-terima/tempel", { teks: chat })]);
  const [field] = /putusan-[\d.]+/.exec(await text(third, "tidak-pasti")) ?? [];
  if (!field) throw new Error("nothing is in doubt");
  yield* at("tidak pasti, ditetapkan", third, [await post(third, "tidak-pasti", { [field]: "belum" })]);
  write(sent, `edisi/${monday()}/pengumuman/1.md`, "Untuk: semua\n\n# Pasar murah ditunda\n\nMenjadi pekan depan, di halaman kantor camat.\n");
  await until(third, "terbitkan", /Yang diralat/);
  yield* at("diralat", third, ["", "terbitkan"]);

  const late = mailed("lewat", mail, ["sampai", "sampai2"], "2025-01-06");
  write(late, "warta.toml", readFileSync(join(late, "warta.toml"), "utf8").replace("# perlu_persetujuan", "perlu_persetujuan"));
  run(late, "terbitkan");
  yield* at("pekannya lewat, perlu persetujuan", await desk(late), ["", "kirim", "kiriman", "tenggat"]);

  const busy = mailed("bekerja", mail, ["diam"]);
  run(busy, "terbitkan");
  const fourth = await desk(busy);
  const work = await post(fourth, "kirim", {});
  await until(fourth, work, /<progress/);
  yield* at("bekerja", fourth, [work, "", "pekerjaan", "terbitkan", "kirim", "kiriman"]);
  programs.get(fourth).kill("SIGKILL");
  await pause(500);
  yield* at("terputus", await desk(busy), ["", "pekerjaan", work, "tidak-pasti"]);

  yield* kantor(mail);
}

/// The desk on the office's network, signed in.
async function* kantor(mail) {
  const root = mailed("kantor", mail, ["sampai"]);
  const password = name => run(root, "meja", "--orang-baru", name).split(/\s+/).find(word => /^\w{4}(-\w{4}){3}$/.test(word));
  const given = password("Rahma");
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise(done => probe.on("listening", done));
  const { port } = probe.address();
  await new Promise(done => probe.close(done));
  const args = ["-C", root, "--json", "meja", "--tanpa-peramban", "--kantor", "--alamat", "127.0.0.1", "--porta", String(port)];
  await started(warta, args, addressIn);
  const address = `https://127.0.0.1:${port}/`;
  yield { name: "sertifikat /", address: `http://127.0.0.1:${port + 1}/` };
  yield { name: "kantor /masuk", address: `${address}masuk` };
  const enter = password => `const form = document.querySelector("form");
    form.nama.value = "Rahma"; form.sandi.value = "${password}"; form.requestSubmit();`;
  yield { name: "kantor /masuk, keliru", address: `${address}masuk`, then: enter("salah"), waits: "#galat" };
  yield { name: "kantor /", address: `${address}masuk`, then: enter(given), waits: "nav" };
  yield { name: "kantor /orang", address: `${address}orang` };
  yield { name: "kantor /pengaturan", address: `${address}pengaturan` };
  const add = 'const form = document.querySelector("form[action$=orang]"); form.nama.value = "Siti"; form.requestSubmit();';
  yield { name: "kantor /orang, sandi baru", address: `${address}orang`, then: add, waits: "strong.kode" };
}

// ---- The browser

class Browser {
  static async open() {
    const port = await started("chromedriver", ["--port=0"], line => /successfully on port (\d+)/.exec(line)?.[1]);
    const browser = new Browser();
    browser.at = `http://127.0.0.1:${port}/session`;
    const args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,1000"];
    const alwaysMatch = { acceptInsecureCerts: true, "goog:chromeOptions": { args } };
    const { sessionId } = await browser.ask("POST", "", { capabilities: { alwaysMatch } });
    browser.at += `/${sessionId}`;
    return browser;
  }

  async ask(method, path, body) {
    const answer = await fetch(this.at + path, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(60_000) });
    const { value } = await answer.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }

  goto(url) { return this.ask("POST", "/url", { url }); }
  script(script, ...args) { return this.ask("POST", "/execute/sync", { script, args }); }
  wait(script, ...args) { return this.ask("POST", "/execute/async", { script, args }); }
  tell(cmd, params) { return this.ask("POST", "/goog/cdp/execute", { cmd, params }); }
  size(width) { return this.tell("Emulation.setDeviceMetricsOverride", { width, height: 800, deviceScaleFactor: 1, mobile: false }); }
  look(value) { return this.tell("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] }); }

  async until(selector) {
    const isThere = "return document.readyState === 'complete' && document.querySelector(arguments[0]) !== null";
    for (let tries = 0; tries < 200; tries++) {
      if (await this.script(isThere, selector).catch(() => false)) return;
      await pause(50);
    }
    throw new Error(`${selector} never appears`);
  }
}

const RUN = `
  const [tags, done] = arguments;
  const why = node => node.failureSummary.split("\\n").slice(1).join(" ").trim();
  const fault = (rule, node) => ({ rule: rule.id, node: node.target.join(" "), why: why(node), html: node.html.slice(0, 160) });
  axe.run(document, { runOnly: tags, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] }).then(
    found => done(found.violations.flatMap(rule => rule.nodes.map(node => fault(rule, node)))),
    error => done([{ rule: "axe", node: "", why: String(error), html: "" }]));
`;
// A link within a sentence is as tall as its line (WCAG 2.5.8, exception “inline”).
const SMALL = `
  const isInSentence = part => getComputedStyle(part).display === "inline" && part.matches("p > *, li > *, dd > *")
    && part.parentElement.textContent.trim() !== part.textContent.trim();
  const isSeen = (part, box) => box.width > 1 && box.height > 1 && box.right > 0 && part.checkVisibility({ visibilityProperty: true });
  const size = box => box.width.toFixed(1) + " x " + box.height.toFixed(1) + " px";
  const fault = (part, box) => ({ rule: "small", node: part.tagName.toLowerCase(), why: size(box), html: part.outerHTML.slice(0, 160) });
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .map(part => [part, part.getBoundingClientRect()])
    .filter(([part, box]) => isSeen(part, box) && !isInSentence(part) && (box.width < arguments[0] || box.height < arguments[0]))
    .map(([part, box]) => fault(part, box));
`;
const SIDEWAYS = `
  const { scrollWidth: wide, clientWidth: room } = document.documentElement;
  if (wide <= room) return [];
  const part = [...document.querySelectorAll("body *")].findLast(part => part.getBoundingClientRect().right > room + 1) ?? document.body;
  return [{ rule: "sideways", node: part.tagName.toLowerCase(), why: wide + " px in " + room, html: part.outerHTML.slice(0, 160) }];
`;

/// What is wrong with the page that the browser shows.
async function faults(browser) {
  const found = [];
  const add = (view, list) => found.push(...list.map(fault => ({ ...fault, view })));
  if (!(await browser.script("return 'axe' in window"))) await browser.script(axe + ";window.axe = axe;");
  for (const width of WIDTHS) {
    await browser.size(width);
    for (const look of LOOKS) {
      await browser.look(look);
      add(`${width} ${look}`, await browser.wait(RUN, TAGS));
    }
    add(`${width}`, await browser.script(SMALL, TARGET));
  }
  await browser.size(NARROW);
  add(`${NARROW}`, [...(await browser.script(SIDEWAYS)), ...(await browser.script(SMALL, TARGET))]);
  return found;
}

/// Addresses of the desk's routes that give no page.
const NO_PAGES = /\.(css|js|xlsx)$|^\/(sehat|langsung|gambar|berkas|hasil|pdf|laporan\/)/;

/// The pages of the desk at which nobody looked.
function unseen(addresses) {
  const routes = readFileSync(join(import.meta.dirname, "../src/web/routes.rs"), "utf8");
  const paths = [...routes.matchAll(/get\("([^"]+)"/g)].map(([, path]) => path).filter(path => !NO_PAGES.test(path));
  const shown = addresses.map(address => new URL(address).pathname.replace(/^\/[0-9a-f]{32}\//, "/"));
  return paths.filter(path => !shown.some(one => new RegExp(`^${path.replace(/\{[^}]*\}/g, "[^/]+")}$`).test(one)));
}

async function main() {
  const browser = await Browser.open();
  ended.push(() => browser.ask("DELETE", "").catch(() => {}));
  const seen = [];
  let wrong = 0;
  for await (const { name, address, then, waits } of screens()) {
    await browser.goto(address);
    if (then) {
      await browser.script(then);
      await browser.until(waits);
    }
    const merged = new Map();
    for (const fault of await faults(browser)) {
      const key = `${fault.rule} ${fault.node}`;
      merged.set(key, { ...fault, views: new Set(merged.get(key)?.views).add(fault.view) });
    }
    seen.push(address);
    wrong += merged.size;
    if (process.env.AXE_SAYS || merged.size) console.log(`${name}: ${merged.size || "well"} (${await browser.script("return document.title")})`);
    for (const { rule, node, why, html, views } of merged.values()) {
      console.log(`  ${rule} at ${node} [${[...views].join(", ")}]\n    ${why}\n    ${html}`);
    }
  }
  for (const path of unseen(seen)) {
    console.log(`${path}: the desk has this page, and no screen here shows it`);
    wrong += 1;
  }
  console.log(`axe: ${seen.length} screens in ${WIDTHS.length * LOOKS.length} views, ${wrong} violations`);
  return wrong ? 1 : 0;
}

let code = 1;
try {
  code = await main();
} catch (error) {
  console.error(error);
} finally {
  for (const end of ended.reverse()) await end();
}
process.exit(code);
