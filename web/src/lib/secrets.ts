/** Puts what a field shows on the clipboard. A page without TLS is given none; there the field is selected and copied as by hand. */
export async function copy(field: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}

const letters = "abcdefghjkmnpqrstuvwxyz23456789"; // none that looks like another

/** A password of 20 letters and digits in groups of five, of about 99 bits. */
export function suggestPassword(): string {
  const picked: string[] = [];
  while (picked.length < 20) {
    const [x = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (x < letters.length * 8) picked.push(letters.charAt(x % letters.length)); // the rest would favour the first letters
  }
  return picked.join("").replace(/.{5}(?=.)/g, "$&-");
}
