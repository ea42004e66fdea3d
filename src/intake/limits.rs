//! What intake refuses to read, in one place, each with its reason.

/// Bytes of one office file. A workbook or manuscript of an office is a few hundred kilobytes; pictures come apart.
pub const FILE_BYTES: u64 = 32 << 20;
/// Cells of one sheet, empty ones inside the used range included: 10,000 rows of 40 columns and room.
pub const SHEET_CELLS: u64 = 2_000_000;
/// Characters of one cell (Excel's own limit).
pub const CELL_CHARS: usize = 32_767;
/// Bytes of one XML part of a workbook once unpacked.
pub const PART_BYTES: u64 = 64 << 20;
/// Pixels of a picture: a 100-megapixel camera.
pub const PICTURE_PIXELS: u64 = 100_000_000;
