/** UTF-8 of a code point, written at `at`; returns the end. */
export function writeCodePoint(into: Uint8Array, at: number, point: number): number {
  let end = at;
  if (point < 0x80) {
    into[end++] = point;
  } else if (point < 0x800) {
    into[end++] = 0xc0 | (point >> 6);
    into[end++] = 0x80 | (point & 0x3f);
  } else if (point < 0x10000) {
    into[end++] = 0xe0 | (point >> 12);
    into[end++] = 0x80 | ((point >> 6) & 0x3f);
    into[end++] = 0x80 | (point & 0x3f);
  } else {
    into[end++] = 0xf0 | (point >> 18);
    into[end++] = 0x80 | ((point >> 12) & 0x3f);
    into[end++] = 0x80 | ((point >> 6) & 0x3f);
    into[end++] = 0x80 | (point & 0x3f);
  }
  return end;
}

/** Bytes of the UTF-8 sequence that a lead byte opens. */
export function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** The code point whose UTF-8 sequence opens at `at`. */
export function codePointAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return lead;
  const tail = (n: number): number => (bytes[at + n] ?? 0) & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | tail(1);
  if (lead < 0xf0) return ((lead & 0x0f) << 12) | (tail(1) << 6) | tail(2);
  return ((lead & 0x07) << 18) | (tail(1) << 12) | (tail(2) << 6) | tail(3);
}

/** UTF-8 of a string, written from 0; lone surrogates become U+FFFD. Returns the length. */
export function writeString(into: Uint8Array, text: string): number {
  let end = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      into[end++] = unit;
      continue;
    }
    const point = text.codePointAt(i) ?? 0xfffd;
    if (point > 0xffff) i++;
    end = writeCodePoint(into, end, point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
  }
  return end;
}
