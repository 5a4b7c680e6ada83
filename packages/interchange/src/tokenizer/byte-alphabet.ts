/** The printable stand-ins that byte-level vocabularies write for bytes (GPT-2's `bytes_to_unicode`): character -> byte. */
function byteOfCharacter(): Int16Array {
  const table = new Int16Array(512).fill(-1);
  let spare = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    table[printable ? byte : spare++] = byte;
  }
  return table;
}

export const BYTE_OF_CHARACTER: Int16Array = byteOfCharacter();
