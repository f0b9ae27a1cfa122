/** What matches in a part of the page, the part itself included. */
export function within(part, selector) {
  const found = [...part.querySelectorAll(selector)];
  return part.matches(selector) ? [part, ...found] : found;
}
