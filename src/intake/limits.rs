//! What intake refuses to read, in one place, each with its reason. Together they keep any file, however hostile, within
//! seconds and half a gigabyte.

/// Bytes of one office file. A workbook or manuscript of an office is a few hundred kilobytes; pictures come apart.
pub const FILE_BYTES: u64 = 32 << 20;
/// Bytes of all that a workbook or document unpacks to, pictures included. 10,000 rows of agenda are 5 MB.
pub const UNPACKED_BYTES: u64 = 96 << 20;
/// Elements within elements in an XML part: Word's own files stay below 60. Readers that recurse must not overflow.
pub const XML_DEPTH: usize = 250;
/// Parts of a workbook or document: a large one has some hundred.
pub const PARTS: usize = 5_000;
/// Cells with a value in one sheet: the 83,762 villages of the nation with 16 columns, and room.
pub const SHEET_CELLS: u64 = 1_500_000;
/// Blanks in a row in one cell.
pub const CELL_BLANKS: u32 = 10_000;
/// Characters of one cell that is printed. A long event with its items has 700; a cell of Excel may hold 32,767.
pub const PRINTED_CHARS: usize = 1_500;
/// Characters of a name (a village, its head, its KIM): the longest village name of the nation has 44.
pub const NAME_CHARS: usize = 120;
/// Events of one edition: a crowded week of all leaders together has 80.
pub const EVENTS: usize = 400;
/// Occurrences looked at of one recurring calendar entry: every day for thirty years.
pub const OCCURRENCES: usize = 11_000;
/// Occurrences looked at in one calendar file: five hundred entries that never end.
pub const ALL_OCCURRENCES: usize = 5_000_000;
/// Entries of one calendar file, alarms and zones among them: a leader's ten years have 20,000.
pub const CALENDAR_ENTRIES: usize = 40_000;
/// Time zones and their parts in one calendar file.
pub const CALENDAR_ZONES: usize = 200;
/// Pieces of text of one style in a Word document: a heavily edited speech has a few thousand.
pub const RUNS: usize = 100_000;
/// Characters of one manuscript: the longest speeches have 3,000 words.
pub const MANUSCRIPT_CHARS: usize = 120_000;
/// Quotes and lists within each other: print shows three.
pub const NESTING: usize = 8;
/// Columns of a manuscript's table: a page shows ten.
pub const TABLE_COLUMNS: usize = 16;
/// Pixels of a picture: phones take up to 64 megapixels.
pub const PICTURE_PIXELS: u64 = 80_000_000;
/// Of the same kind of remark about one sheet, as many are said one by one; the rest is counted.
pub const REMARKS: usize = 5;
