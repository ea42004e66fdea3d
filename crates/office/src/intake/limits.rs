//! The limits beyond which intake refuses to read, each with its reason. Together they keep any file, however hostile, within seconds and
//! half a gigabyte.

/// Bytes of one office file. A workbook or manuscript of an office is a few hundred kilobytes; pictures come apart.
pub(super) const FILE_BYTES: u64 = 32 << 20;
/// Bytes of all that a workbook or document unpacks to, pictures included. 10,000 rows of agenda are 5 MB.
pub(super) const UNPACKED_BYTES: u64 = 96 << 20;
/// Elements within elements in an XML part: Word's own files stay below 60. Readers that recurse must not overflow.
pub(super) const XML_DEPTH: usize = 250;
/// Bytes of one tag or one text in an XML part: the largest that Word writes is a drawing of some hundred kilobytes.
pub(super) const XML_EVENT_BYTES: usize = 16 << 20;
/// Attributes of one tag, whose readers compare each with all others: Word's own root has some forty.
pub(super) const XML_ATTRIBUTES: usize = 200;
/// Parts of a workbook or document: a large one has some hundred.
pub(super) const PARTS: usize = 5_000;
/// Bytes of one part that only names other parts: two thousand links are 400 KB.
pub(super) const RELATIONS_BYTES: u64 = 4 << 20;
/// Bytes of a file of plain text (csv, a calendar): the registry of the nation has 13 MB.
pub(super) const PLAIN_BYTES: usize = 16 << 20;
/// Cells with a value in one workbook: the 83,762 villages of the nation with 16 columns, and room.
pub(super) const WORKBOOK_CELLS: usize = 1_500_000;
/// Bytes of the texts of one workbook's cells, each copy counted, and what merged cells hand down to the rows below them. Of an
/// agenda with too many events, the bytes of these.
pub(super) const TEXT_BYTES: usize = 32 << 20;
/// Sheets of one workbook: one for each leader and month of a year are 60.
pub(super) const SHEETS: usize = 1_000;
/// Bytes of a sheet's name, which stands in each message about it: Excel allows 31 letters.
pub(super) const SHEET_NAME_BYTES: usize = 255;
/// Fonts, fills, borders, number formats and cell formats of one workbook: Excel allows 65,490 cell formats.
pub(super) const STYLES: usize = 300_000;
/// Letters of one cell, as in Excel.
pub(super) const CELL_CHARS: usize = 32_767;
/// Blanks in a row in one cell.
pub(super) const CELL_BLANKS: u32 = 10_000;
/// Cells of an agenda: 10,000 rows with ten columns, twice.
pub(super) const AGENDA_CELLS: usize = 200_000;
/// Bytes of an agenda's texts, counted as those of a workbook: 10,000 rows have 2 MB.
pub(super) const AGENDA_BYTES: usize = 8 << 20;
/// Columns of ticks in an agenda, one for each official.
pub(super) const TICKS: usize = 64;
/// Bytes of a text that may be a date or a time, remarks beside it among them; a longer one is neither.
pub(super) const MOMENT_BYTES: usize = 1_000;
/// Villages of a registry: the nation has 83,762.
pub(super) const VILLAGES: usize = 100_000;
/// Other tables on a sheet of the registry: one below each kecamatan of the nation's largest kabupaten are some forty.
pub(super) const OTHER_TABLES: usize = 1_000;
/// Mail addresses, or channels, of one village.
pub(super) const LISTED: usize = 20;
/// Remarks about a registry: three for each village of the nation.
pub(super) const REGISTRY_REMARKS: usize = 300_000;
/// Bytes that one remark takes, about.
pub(super) const REMARK_BYTES: usize = 1_000;
/// Characters of one cell that is printed. A long event with its items has 700; a cell of Excel may hold 32,767.
pub(super) const PRINTED_CHARS: usize = 1_500;
/// Characters of a name (a village, its head, its KIM): the longest village name of the nation has 44.
pub(super) const NAME_CHARS: usize = 120;
/// Events of one edition: a crowded week of all leaders together has 80.
pub(super) const EVENTS: usize = 400;
/// Occurrences looked at of one recurring calendar entry: every day for thirty years.
pub(super) const OCCURRENCES: usize = 11_000;
/// Occurrences looked at in one calendar file: five hundred entries that never end.
pub(super) const ALL_OCCURRENCES: usize = 5_000_000;
/// Entries of one calendar file, alarms and zones among them: a leader's ten years have 20,000.
pub(super) const CALENDAR_ENTRIES: usize = 40_000;
/// Time zones of one calendar.
pub(super) const CALENDAR_ZONES: usize = 200;
/// Bytes that a calendar's properties take in memory, about: twenty thousand events of twenty properties are two thirds of it.
pub(super) const CALENDAR_BYTES: usize = 256 << 20;
/// Bytes of a Word document's main part, once more for each table around them, since undoc copies a table out of the one around it.
/// A speech has 300 KB.
pub(super) const DOCUMENT_BYTES: usize = 16 << 20;
/// Bytes of each other XML part of a Word document: the numbering of a much edited one has two megabytes.
pub(super) const DOCUMENT_PART_BYTES: u64 = 8 << 20;
/// Pieces of text of one style, paragraphs and cells of a Word document: a heavily edited speech has a few thousand.
pub(super) const PIECES: usize = 200_000;
/// Bytes of the name of a style, a font or a colour in a Word document, which each piece of text repeats. Word allows 253 letters.
pub(super) const STYLE_NAME_BYTES: usize = 255;
/// Levels of one kind of numbering: Word has nine.
pub(super) const NUMBERING_LEVELS: usize = 50;
/// Cells of a Word document's charts, which are read as tables.
pub(super) const CHART_CELLS: usize = 200_000;
/// Bytes other than blanks of a manuscript of plain text or Markdown: [`MANUSCRIPT_CHARS`] letters of any script, twice.
pub(super) const MANUSCRIPT_BYTES: usize = 1 << 20;
/// Characters of one manuscript: the longest speeches have 3,000 words.
pub(super) const MANUSCRIPT_CHARS: usize = 120_000;
/// Paragraphs, list items, table cells and runs of one style in one manuscript: a list of six hundred receivers of aid has 1,800. To set so
/// many takes five seconds and four hundred megabytes.
pub(super) const MANUSCRIPT_PIECES: usize = 2_500;
/// Quotes and lists within each other: print shows three.
pub(super) const NESTING: usize = 8;
/// Columns of a manuscript's table: a page shows ten.
pub(super) const TABLE_COLUMNS: usize = 16;
/// Pixels of a picture: phones take up to 64 megapixels.
pub(super) const PICTURE_PIXELS: u64 = 80_000_000;
/// Pixels of height from which on a picture among the announcements may be a poster.
pub(super) const POSTER_HEIGHT: u32 = 500;
/// Pixels of height below which the small letters of a poster are seldom readable on paper: messengers shrink pictures.
pub(super) const READABLE_POSTER_HEIGHT: u32 = 1_000;
/// Pages of one PDF that is an announcement's attachment: each is a sheet that each of its villages prints.
pub(super) const ATTACHED_PAGES: usize = 4;
/// Pages of all attachments of an edition.
pub(super) const ATTACHED_PAGES_OF_EDITION: usize = 8;
/// Bytes that the streams of a PDF unpack to: four pages that were scanned at 300 points per inch, in colour and without loss, have 104 MB.
pub(super) const PDF_BYTES: u64 = 160 << 20;
/// Pixels of all pictures on a page of a PDF: one sheet of F4 that was scanned at 600 points per inch has 40 million.
pub(super) const PAGE_PIXELS: u64 = 48_000_000;
/// Letters, lines and areas on a page of a PDF: a map of a regency has 200,000.
pub(super) const PAGE_DRAWINGS: usize = 500_000;
/// Remarks of one kind about one sheet that are said one by one; the rest is counted.
pub(super) const REMARKS: usize = 5;

/// A bound that several readings draw on. What is to be copied is charged first, so that what a small file asks for is refused
/// before any memory is taken.
#[derive(Debug)]
pub(super) struct Budget(usize);

/// A [`Budget`] had less left than was asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spent;

impl Budget {
    pub(super) fn new(most: usize) -> Self {
        Budget(most)
    }

    /// Draws so much.
    ///
    /// # Errors
    /// If less is left; from then on nothing is left.
    pub(super) fn take(&mut self, amount: usize) -> Result<(), Spent> {
        let left = self.0.checked_sub(amount);
        self.0 = left.unwrap_or_default();
        left.map(|_| ()).ok_or(Spent)
    }

    pub(super) fn is_spent(&self) -> bool {
        self.0 == 0
    }
}
