#!/usr/bin/env python3
"""Makes `kantor-asing/`: the folder of an office that nobody prepared, Kabupaten Kutai Timur's by name, in its own habits.

    python3 tests/files/kantor-asing.py            (openpyxl, python-docx, Pillow)
    python3 tests/files/kantor-asing.py --soffice  (also the two files that LibreOffice saves)

People and events are invented; names and codes of villages are public. The same run gives the same bytes, but for LibreOffice's files.
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from PIL import Image, ImageDraw, ImageFont

OFFICE = Path(__file__).with_name("kantor-asing")
WEEK = OFFICE / "edisi/2026-11-23"
STAMP = datetime(2026, 11, 20, 15, 0)
KOP = (
    "PEMERINTAH KABUPATEN KUTAI TIMUR",
    "SEKRETARIAT DAERAH",
    "Jalan Soekarno-Hatta, Kawasan Perkantoran Bukit Pelangi, Sangatta 75611",
    "Telepon (0549) 000000, Laman www.contoh.go.id",
)


def settled(path):
    """Writes an office file again without the hour at which it was made."""
    with zipfile.ZipFile(path) as old:
        parts = [(info.filename, old.read(info)) for info in old.infolist()]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2026-11-20T15:00:00Z", content)
            if name == "docProps/thumbnail.jpeg":
                content = b""
            info = zipfile.ZipInfo(name, (2026, 11, 20, 15, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    path.write_bytes(packed.getvalue())


def saved(thing, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    thing.save(path)
    settled(path)


# -- warta.toml, as `warta baru` writes it, with what a clerk changed -------------------------------------------------------

CHANGES = [
    ("Kabupaten Barito Kuala", "Kabupaten Kutai Timur"),
    ("Warta Barito Kuala", "Warta Kutai Timur"),
    ("Jalan Jenderal Sudirman No. 72, Marabahan", "Jalan Soekarno-Hatta, Bukit Pelangi, Sangatta"),
    ("(0511) 000000", "(0549) 000000"),
    ("Jalan Jenderal Sudirman, Marabahan", "Jalan A.W. Syahranie, Sangatta"),
    ("H. Syahrani Noor, S.Sos., M.A.P.", "Dr. H. Arsyad Lamohang, M.Si."),
    ("Hj. Ratna Wardani, S.E.", "Yosefa Lahang, S.P."),
    ("Drs. H. Muhammad Yuseran, M.Si.", "Ir. Bambang Suroso, M.T."),
    ("# [saluran.flashdisk.flashdisk]\n# tujuan", "[saluran.flashdisk.flashdisk]\ntujuan"),
    ("# [saluran.kurir.kurir]\n# tujuan", "[saluran.kurir.kurir]\ntujuan"),
]


def settings(fresh):
    """From the path of a fresh `warta.toml`."""
    text = Path(fresh).read_text()
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    OFFICE.mkdir(parents=True, exist_ok=True)
    (OFFICE / "warta.toml").write_text(text)


# -- workbooks ------------------------------------------------------------------------------------------------------------

THIN = Border(*[Side(style="thin")] * 4)
BOLD = Font(bold=True)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def book(title):
    made = Workbook()
    made.properties.creator = "Prokopim"
    made.properties.created = STAMP
    made.active.title = title
    return made, made.active


def titles(sheet, lines, width):
    for at, line in enumerate(lines, sheet.max_row + (1 if sheet.max_row > 1 else 0)):
        if line:
            sheet.cell(at, 1, line).font = BOLD
            sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=width)
            sheet.cell(at, 1).alignment = MIDDLE


def row(sheet, at, values, font=None):
    for column, value in enumerate(values, 1):
        cell = sheet.cell(at, column, value)
        cell.border = THIN
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if font:
            cell.font = font


# Code, village, RT, head, group, contact, way, note.
VILLAGES = {
    "SANGATTA UTARA": [
        (6408041010, "KEL. TELUK LINGGA", 62, "Lurah", "KIM LINGGA BERSERI", "Marlina Tandi", "Ambil sendiri", None),
        (6408042001, "SANGATTA UTARA", 70, "Kades", "KIM SANGATTA CERDAS", "Sulaiman Daeng", "ambil sendiri", None),
        (6408042011, "SINGA GEMBARA", 28, "Kades", "KIM SINGA MUDA", "Ervina Lada", "FD", None),
        (6408042012, "SWARGA BARA", 41, "Kades", "KIM SWARGA INFO", "Petrus Ngau", "Email", "Inet lancar"),
    ],
    "BENGALON": [
        (6408092001, "SEPASO", 14, "Kades", "KIM SEPASO", "Jumriah", "KURIR", None),
        (6408092002, "SEKERAT", 8, "Kades", "KIM PANTAI SEKERAT", "Hamdan", "Kurir", "Sinyal sulit"),
        (6408092003, "KERAITAN", 5, "Kades", None, None, "Kurir", "KIM blm dibentuk"),
        (6408092004, "TEPIAN LANGSAT", 12, "Kades", "KIM LANGSAT JAYA", "Yuliana Bit", "kurir", None),
        (6408092006, "SEPASO TIMUR", 9, "Kades", "KIM TIMUR BERSATU", "Agus Salim", "Kurir", None),
        (6408092008, "MUARA BENGALON", None, "Kades", None, None, "Kurir", "KIM blm dibentuk"),
        (6408092009, "TEPIAN BARU", 6, "Kades", "KIM TEPIAN", "Nurhayati", "WA", None),
    ],
    "KALIORANG": [
        (6408102001, "KALIORANG", 11, "Kades", "KIM KALIORANG", "Baharuddin", "Kurir", None),
        (6408102006, "BUKIT MAKMUR", 10, "Kades", "KIM MAKMUR", "Sri Wahyuni", "FD", None),
        (6408102007, "BUKIT HARAPAN", 7, "Kades", "KIM HARAPAN BARU", "I Made Suarta", "F.D.", None),
        (6408102008, "CITRA MANUNGGAL JAYA", 9, "Kades", "KIM CITRA", "Paulus Lenjau", "Kurir", None),
        (None, "BANGUN JAYA", 8, "Kades", "KIM BANGUN", "Kasmawati", "Kurir", "kode menyusul"),
        (6408102010, "BUMI SEJAHTERA", 9, "Kades", "KIM BUMI", "Tukiman", "Kurir", None),
        (6408102013, "SELANGKAU", None, "Kades", "KIM PESISIR", "Rosdiana", None, "via kec. bila hujan"),
    ],
}
HEADS = "Ahmad Yani,Rahmawati,Markus Usat,Slamet Riyadi,Andi Tenri,Yohanes Lie,Sukardi,Fatimah,Daud Pay,Wagiman,Hasbullah,Martha Bulan".split(",")


def registry():
    made, sheet = book("DATA KIM 2026")
    titles(sheet, ["DATA KOMUNITAS INFORMASI MASYARAKAT (KIM)", "KABUPATEN KUTAI TIMUR", "KEADAAN BULAN NOPEMBER 2026"], 11)
    top = 5
    spans = [("NO", 1, 1), ("KODE WILAYAH", 2, 2), ("KECAMATAN", 3, 3), ("PEMERINTAH DESA", 4, 6), ("KIM", 7, 9), ("PENGIRIMAN VIA", 10, 10), ("KET.", 11, 11)]
    row(sheet, top, [None] * 11)
    row(sheet, top + 1, [None, None, None, "NAMA DESA/KEL", "NAMA KADES / LURAH", "JLH RT", "NAMA KIM", "PENGHUBUNG", "NO. HP", None, None], BOLD)
    for text, first, last in spans:
        cell = sheet.cell(top, first, text)
        cell.font, cell.alignment = BOLD, MIDDLE
        sheet.merge_cells(start_row=top, start_column=first, end_row=top + (first == last), end_column=last)
    row(sheet, top + 2, [f"({n})" for n in range(1, 12)])
    at, number = top + 3, 1
    for kecamatan, villages in VILLAGES.items():
        start = at
        for code, name, rt, _, group, contact, way, note in villages:
            phone = f"0812-5500-{number:04}" if contact else None
            head = HEADS[number % len(HEADS)].upper()
            row(sheet, at, [number, code, kecamatan if at == start else None, name, head, rt, group, contact, phone, way, note])
            if code:
                sheet.cell(at, 2).number_format = "0"
            at, number = at + 1, number + 1
        sheet.merge_cells(start_row=start, start_column=3, end_row=at - 1, end_column=3)
    row(sheet, at, ["JUMLAH", None, None, "18 DESA/KEL", None, f"=SUM(F{top + 3}:F{at - 1})", None, None, None, None, None], BOLD)
    sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=3)
    sheet.cell(at + 2, 2, "Catatan: Desa Tepian Indah masih proses SK, belum dikirimi")
    sheet.cell(at + 4, 9, "Sangatta, 2 Nopember 2026")
    sheet.cell(at + 5, 9, "Kepala Bidang IKP,")
    sheet.cell(at + 8, 9, "DORTJE BULAN, S.Kom.").font = BOLD
    sheet.cell(at + 9, 9, "NIP. 19790412 200501 2 009")
    sheet.freeze_panes = "A8"
    for letter, width in zip("ABCDEFGHIJK", (5, 14, 18, 26, 20, 8, 24, 18, 16, 16, 20)):
        sheet.column_dimensions[letter].width = width
    saved(made, OFFICE / "kim.xlsx")


HEADING = "date"
LEADERS = [
    (HEADING, "SENIN, 23 NOPEMBER 2026 (13 JUMADIL AKHIR 1448 H)"),
    ("07.30 Wita", "Apel gabungan ASN dan tenaga kontrak", "Halaman Kantor Bupati, Bukit Pelangi", "PDH", "BPT, WBP", None),
    ("09.00 s/d selesai", "Rapat kesiapan menghadapi banjir Sungai Bengalon", "Ruang Meranti, Kantor Bupati", "PDH", "BPT", "Diwakili Asisten I"),
    ("14.00 Wita", "Penyerahan bibit kakao kepada kelompok tani", "Balai Desa Bukit Harapan, Kec. Kaliorang", "Bebas rapi", "WBP", None),
    (HEADING, "SELASA, 24 NOPEMBER 2026 (14 JUMADIL AKHIR 1448 H)"),
    ("08.30 Wita", "Peresmian jembatan gantung Tepian Langsat", "Ds. Tepian Langsat, Kec. Bengalon", "Batik", "BPT", "Warga dipersilakan hadir"),
    ("10.00 Wita", "Rakor TPID menjelang Natal dan Tahun Baru", "Ruang Akasia, Kantor Bupati", "PDH", "WBP", "BATAL"),
    ("19.30 Wita", "Jamuan makan malam dengan direksi perusahaan", "Pendopo Bupati", "Batik", "BPT", "Terbatas"),
    (HEADING, "RABU, 25 NOPEMBER 2026 (15 JUMADIL AKHIR 1448 H)"),
    ("07.30 Wita", "Upacara Hari Guru Nasional dan HUT Ke-81 PGRI", "Lapangan Heliped, Bukit Pelangi", "Batik PGRI", "BPT, WBP, SKD", None),
    ("10.00 Wita", "Panen raya padi sawah", "Desa Bumi Sejahtera, Kec. Kaliorang", "Bebas rapi", "WBP", "Diundur ke Kamis, 26 Nopember 2026 pukul 09.00 Wita"),
    ("13.30 Wita", "Audiensi Forum Kerukunan Umat Beragama", "Ruang Tamu Bupati", "PDH", "BPT", "tentatif"),
    (HEADING, "KAMIS, 26 NOPEMBER 2026 (16 JUMADIL AKHIR 1448 H)"),
    ("Ba'da Dzuhur", "Santunan anak yatim dan doa bersama", "Masjid Agung Al-Faruq, Sangatta", "Busana muslim", "BPT", None),
    ("15.00 Wita", "Kunjungan ke posyandu dan rumah balita", "Kel. Teluk Lingga, Kec. Sangatta Utara", "PDH", "WBP (diwakili Kadis Kesehatan)", None),
    (HEADING, "JUMAT, 27 NOPEMBER 2026 (17 JUMADIL AKHIR 1448 H)"),
    ("07.00 Wita", "Senam sehat dan Jumat bersih", "Lapangan Desa Swarga Bara, Kec. Sangatta Utara", "Olahraga", "BPT, SKD", None),
    (HEADING, "SABTU, 28 NOPEMBER 2026 (18 JUMADIL AKHIR 1448 H)"),
    ("09.00 Wita", "Pembukaan turnamen bola voli pantai", "Pantai Sekerat, Desa Sekerat, Kec. Bengalon", "Olahraga", "WBP", None),
    (HEADING, "MINGGU, 29 NOPEMBER 2026 (19 JUMADIL AKHIR 1448 H)"),
    (None, "Acara keluarga", None, None, "BPT", None),
]
# Date, hour, event, place, note; without a merge the date is blank below.
SECRETARY = [
    ("Senin, 23 November 2026", 2, "10.00", "Rapat TAPD membahas RAPBD 2027", "Ruang Rapat Sekda", None),
    (None, 0, "13.30", "Peninjauan gudang logistik BPBD", "Gudang BPBD, Sangatta", None),
    ("Kamis, 26 November 2026", 1, "09.00", "Pembukaan bimbingan teknis aparatur desa", "Gedung Serba Guna, Sangatta", None),
    (None, 0, "14.00", "Penyerahan SK pengurus KIM", "Kantor Camat Kaliorang", "Kades dan pengurus KIM se-Kec. Kaliorang"),
]
SIGNATURE = ["Sangatta, 20 Nopember 2026", "Kabag Protokol dan Komunikasi Pimpinan,", None, "ttd", None, "H. RUSDIAN NOOR, S.STP., M.Si.", "NIP. 19820717 200112 1 003"]


def agenda():
    made, sheet = book("BPT-WBP")
    titles(sheet, [*KOP[:2], "BAGIAN PROTOKOL DAN KOMUNIKASI PIMPINAN", KOP[2], None, "AGENDA KEGIATAN PIMPINAN", "TANGGAL 23 S/D 29 NOPEMBER 2026"], 7)
    at = 9
    row(sheet, at, ["NO", "WAKTU", "KEGIATAN", "TEMPAT", "PAKAIAN", "DIHADIRI", "KETERANGAN"], BOLD)
    number = 1
    for line in LEADERS:
        at += 1
        if line[0] == HEADING:
            row(sheet, at, [line[1]] + [None] * 6, BOLD)
            sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=7)
            continue
        row(sheet, at, [number, *line])
        number += 1
    for offset, text in enumerate(["Keterangan :", "BPT = Bupati", "WBP = Wakil Bupati", "SKD = Sekretaris Daerah"]):
        sheet.cell(at + 2 + offset, 2, text)
    for offset, text in enumerate(SIGNATURE):
        sheet.cell(at + 2 + offset, 6, text)
    for letter, width in zip("ABCDEFG", (5, 16, 44, 36, 13, 18, 30)):
        sheet.column_dimensions[letter].width = width

    other = made.create_sheet("SKD")
    titles(other, ["AGENDA KEGIATAN SEKRETARIS DAERAH", "TANGGAL 23 S/D 29 NOPEMBER 2026"], 6)
    row(other, 4, ["NO", "HARI/TANGGAL", "WAKTU", "KEGIATAN", "TEMPAT", "KETERANGAN"], BOLD)
    for number, (date, span, *rest) in enumerate(SECRETARY, 1):
        row(other, 4 + number, [number, date, *rest])
        if span > 1:
            other.merge_cells(start_row=4 + number, start_column=2, end_row=3 + number + span, end_column=2)
    saved(made, WEEK / "AGENDA PIMPINAN 23-29 NOP 2026.xlsx")


def correction():
    made, sheet = book("Sheet1")
    titles(sheet, ["PERUBAHAN AGENDA PIMPINAN", "PER 20 NOPEMBER 2026 PUKUL 14.00 WITA"], 7)
    row(sheet, 4, ["NO", "HARI/TANGGAL", "WAKTU", "KEGIATAN", "TEMPAT", "DIHADIRI", "KETERANGAN"], BOLD)
    changes = [
        ("Selasa, 24 Nopember 2026", "10.00 Wita", "Peresmian jembatan gantung Tepian Langsat", "Ds. Tepian Langsat, Kec. Bengalon", "Bupati", "Berubah jam"),
        ("Jumat, 27 Nopember 2026", "13.30 Wita", "Peninjauan pasar murah", "Halaman Kantor Desa Kaliorang, Kec. Kaliorang", "Wakil Bupati", "Tambahan"),
    ]
    for number, change in enumerate(changes, 1):
        row(sheet, 4 + number, [number, *change])
    saved(made, WEEK / "REVISI AGENDA.xlsx")


def prices():
    made, sheet = book("Harga")
    titles(sheet, ["HARGA BAHAN POKOK PASAR INDUK SANGATTA", "Per 20 Nopember 2026"], 4)
    row(sheet, 4, ["No", "Komoditas", "Satuan", "Harga (Rp)"], BOLD)
    for number, line in enumerate([("Beras medium", "kg", 14500), ("Cabai rawit", "kg", 72000), ("Minyak goreng curah", "liter", 17250), ("Telur ayam ras", "rak", 58000)], 1):
        row(sheet, 4 + number, [number, *line])
        sheet.cell(4 + number, 4).number_format = "#,##0"
    sheet.cell(10, 2, "Sumber: Disperindag Kab. Kutai Timur")
    saved(made, WEEK / "pengumuman/HARGA SEMBAKO 20 NOP.xlsx")


# -- documents ------------------------------------------------------------------------------------------------------------


def crest():
    picture = Image.new("RGB", (90, 100), "white")
    pen = ImageDraw.Draw(picture)
    pen.polygon([(5, 5), (85, 5), (85, 60), (45, 95), (5, 60)], fill=(10, 90, 60), outline="black")
    pen.ellipse([25, 20, 65, 60], fill=(240, 200, 40))
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    packed.seek(0)
    return packed


def letterhead(document, agency):
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).width, table.cell(0, 1).width = Cm(2.5), Cm(14)
    table.cell(0, 0).paragraphs[0].add_run().add_picture(crest(), width=Cm(1.8))
    lines = [KOP[0], agency, *KOP[2:]]
    cell = table.cell(0, 1)
    for at, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(line)
        run.bold, run.font.size = at < 2, Pt(14 if at < 2 else 9)
    document.add_paragraph("_" * 70)


def centred(document, *lines):
    for line in lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = True


def prose(document, *lines):
    for line in lines:
        style, text = line if isinstance(line, tuple) else (None, line)
        document.add_paragraph(text, style)


def teachers():
    document = Document()
    letterhead(document, "SEKRETARIAT DAERAH")
    centred(document, "SAMBUTAN BUPATI KUTAI TIMUR", "PADA ACARA", "PEMBUKAAN PEKAN HARI GURU NASIONAL", "TINGKAT KABUPATEN KUTAI TIMUR TAHUN 2026")
    prose(document, "Hari/Tanggal\t: Kamis, 19 Nopember 2026", "Tempat\t\t: Gedung Serba Guna, Bukit Pelangi, Sangatta", "")
    prose(
        document,
        "Assalamu'alaikum Warahmatullahi Wabarakatuh,",
        "Salam sejahtera bagi kita semua, Shalom, Om Swastiastu, Namo Buddhaya, Salam kebajikan.",
        "Yang saya hormati:",
        ("List Number", "Ketua DPRD Kabupaten Kutai Timur;"),
        ("List Number", "Unsur Forkopimda;"),
        ("List Number", "Tokoh adat, tokoh agama, dan hadirin sekalian."),
        "Puji syukur marilah kita panjatkan ke hadirat Tuhan Yang Maha Esa, karena atas rahmat-Nya kita dapat berkumpul pada pagi hari ini.",
        "Hadirin yang berbahagia,",
        "Di kabupaten kita ada guru yang menempuh empat jam perjalanan dengan ketinting untuk mengajar di kelas yang muridnya sebelas orang. Pekan ini kita berterima kasih kepada mereka.",
        "Mulai Januari 2027 pemerintah kabupaten menjalankan tiga hal:",
        ("List Bullet", "tunjangan daerah terpencil dibayar setiap bulan, bukan lagi setiap tiga bulan;"),
        ("List Bullet", "dua belas rumah guru dibangun di Bengalon dan Kaliorang;"),
        ("List Bullet", "setiap sekolah dasar mendapat satu paket internet satelit."),
        "Kepada para kepala desa saya titip satu pesan: jemput guru baru di dermaga, carikan tempat tinggal, dan kenalkan kepada warga.",
        "Demikian yang dapat saya sampaikan. Terima kasih atas perhatiannya.",
        "Wabillahi taufik wal hidayah, wassalamu'alaikum warahmatullahi wabarakatuh.",
        "",
        "Sangatta, 19 Nopember 2026",
        "BUPATI KUTAI TIMUR,",
        "",
        "Dr. H. ARSYAD LAMOHANG, M.Si.",
    )
    saved(document, WEEK / "sambutan/Sambutan Bupati Hari Guru (FIX).docx")


def chilli():
    document = Document()
    letterhead(document, "DINAS TANAMAN PANGAN, HORTIKULTURA DAN PETERNAKAN")
    centred(document, "SAMBUTAN", "WAKIL BUPATI KUTAI TIMUR", "PADA KEGIATAN GERAKAN TANAM CABAI SERENTAK", "DI DESA SEPASO TIMUR KECAMATAN BENGALON", "RABU, 18 NOPEMBER 2026")
    prose(
        document,
        "Assalamualaikum wr. wb.",
        "Yth. Camat Bengalon, Kepala Desa Sepaso Timur, para penyuluh, dan ibu-ibu kelompok wanita tani yang saya banggakan,",
        "Syukur alhamdulillah kita dipertemukan di kebun yang sudah bersih dan siap ditanami.",
        "Bapak dan Ibu yang saya hormati,",
        "Bulan lalu harga cabai di Pasar Induk Sangatta naik dua kali lipat. Sepuluh polibag di setiap pekarangan sudah cukup untuk dapur satu keluarga selama empat bulan.",
        "Karena itu hari ini kita membagikan 4.000 bibit dengan ketentuan:",
        ("List Number", "setiap rumah menerima sepuluh bibit;"),
        ("List Number", "kelompok mencatat panen setiap pekan;"),
        ("List Number", "bibit yang mati dilaporkan kepada penyuluh."),
        "Rawatlah seperti merawat anak sendiri.",
        "Wassalam,",
        "WAKIL BUPATI KUTAI TIMUR",
        "",
        "YOSEFA LAHANG, S.P.",
    )
    saved(document, WEEK / "sambutan/wabup tanam cabai.docx")


def flood():
    document = Document()
    letterhead(document, "BADAN PENANGGULANGAN BENCANA DAERAH")
    prose(
        document,
        "Sangatta, 18 Nopember 2026",
        "Nomor\t: 300.2.1/417/BPBD-SEK/XI/2026",
        "Sifat\t: Penting",
        "Lampiran\t: -",
        "Perihal\t: Waspada Banjir Sungai Bengalon",
        "",
        "Kepada",
        "Yth. Kepala Desa se-Kecamatan Bengalon",
        "di -",
        "     Tempat",
        "",
        "Dengan hormat,",
        "Menindaklanjuti prakiraan BMKG, hujan lebat diperkirakan turun sampai 5 Desember 2026. Muka air Sungai Bengalon di pos Sepaso sudah 4,2 meter. Bersama ini kami minta Saudara:",
        ("List Number", "menyiagakan perahu dan dua orang jaga pada malam hari;"),
        ("List Number", "memindahkan ternak dan gabah ke tempat yang tinggi;"),
        ("List Number", "melaporkan tinggi air setiap pukul 06.00 dan 18.00 WITA ke posko BPBD."),
        "Balai desa dan gedung sekolah dapat dipakai sebagai tempat mengungsi.",
        "Demikian disampaikan, atas perhatian dan kerja samanya diucapkan terima kasih.",
        "",
        "\t\t\t\t\tKEPALA PELAKSANA,",
        "",
        "\t\t\t\t\tMUHAMMAD IDRUS, S.T., M.M.",
        "\t\t\t\t\tPembina Tingkat I (IV/b)",
        "\t\t\t\t\tNIP. 19750303 199903 1 004",
        "",
        "Tembusan:",
        ("List Number", "Bupati Kutai Timur (sebagai laporan);"),
        ("List Number", "Camat Bengalon;"),
        ("List Number", "Arsip."),
    )
    saved(document, WEEK / "pengumuman/SURAT BPBD WASPADA BANJIR.docx")


CHAT = """\
Untuk: Kec. Sangatta Utara dan Kec. Kaliorang
[19.42, 20/11/2026] Bu Ani Dukcapil: Diteruskan berkali-kali
*JEMPUT BOLA REKAM KTP ELEKTRONIK*

Bapak/Ibu warga, petugas Dukcapil datang ke desa 🚐
✅ Senin, 23 November 2026, Kantor Desa Swarga Bara
✅ Selasa, 24 November 2026, Balai Desa Selangkau
✅ ~Rabu, 25 November 2026, Balai Desa Citra Manunggal Jaya~
✅ Kamis, 26 November 2026, Kantor Camat Kaliorang

Jam 09.00 - 14.00 Wita. ~Bayar Rp10.000~ _Semua layanan gratis._
[19.45, 20/11/2026] Bu Ani Dukcapil: Bawa *kartu keluarga asli* dan fotokopinya ya 🙏🙏
[19.46, 20/11/2026] Bu Ani Dukcapil: <Media tidak disertakan>
"""


def poster():
    """As WhatsApp hands it on: 900 × 1270 points."""
    picture = Image.new("RGB", (900, 1270), (250, 236, 190))
    pen = ImageDraw.Draw(picture)
    pen.rectangle([0, 0, 900, 320], fill=(20, 70, 130))
    large, small = ImageFont.load_default(78), ImageFont.load_default(50)
    pen.text((90, 70), "VAKSINASI RABIES", fill="white", font=large)
    pen.text((290, 180), "GRATIS", fill="white", font=large)
    pen.ellipse([285, 400, 615, 730], fill=(150, 90, 40), outline="black")
    for at, line in enumerate(["Anjing, kucing, kera", "Sabtu, 28 November 2026", "Kantor Desa Sepaso, 08.00 WITA"]):
        pen.text((80, 830 + 100 * at), line, fill="black", font=small)
    picture.save(WEEK / "pengumuman/poster vaksin rabies.jpg", "JPEG", quality=60)


def notice():
    """The sheet that LibreOffice prints to the PDF among the announcements."""
    made, sheet = book("Beasiswa")
    titles(sheet, ["PENGUMUMAN", "PENDAFTARAN BEASISWA KUTAI TIMUR TUNTAS TAHUN 2027"], 3)
    row(sheet, 4, ["NO", "KEGIATAN", "TANGGAL"], BOLD)
    for number, line in enumerate([("Pendaftaran di kantor desa", "23 Nopember s/d 11 Desember 2026"), ("Pengumuman penerima", "18 Desember 2026")], 1):
        row(sheet, 4 + number, [number, *line])
    sheet.column_dimensions["B"].width = sheet.column_dimensions["C"].width = 36
    return made


def by_libreoffice():
    """A workbook that LibreOffice saved, and a PDF that it printed."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)

        def convert(source, kind, target):
            profile = f"-env:UserInstallation=file://{folder}/profile"
            command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder / "out", source]
            subprocess.run(command, check=True, capture_output=True)
            shutil.copy(folder / "out" / f"{source.stem}.{kind}", target)

        notice().save(folder / "beasiswa.xlsx")
        convert(folder / "beasiswa.xlsx", "pdf", WEEK / "pengumuman/PENGUMUMAN BEASISWA.pdf")
        revision = WEEK / "REVISI AGENDA.xlsx"
        convert(revision, "xlsx", revision)
        settled(revision)


def main():
    registry()
    agenda()
    prices()
    teachers()
    chilli()
    flood()
    (WEEK / "pengumuman/WA DUKCAPIL.txt").write_text(CHAT)
    poster()
    (WEEK / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    (WEEK / "pengumuman/~$RAT BPBD WASPADA BANJIR.docx").write_bytes(b"\x07Prokopim" + bytes(153))
    if "--soffice" in sys.argv:
        correction()
        by_libreoffice()
    for at, argument in enumerate(sys.argv):
        if argument == "--toml":
            settings(sys.argv[at + 1])


main()
