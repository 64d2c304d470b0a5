/** The title of the page, for the tab and for screen readers. */
export function title(text: () => string) {
  $effect(() => {
    document.title = text() + " · Barograph";
  });
}
