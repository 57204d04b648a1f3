/**
 * All that runs in a page; the page is whole without it. Column heads become buttons that sort, a link or a print opens
 * what is folded, and one button unfolds all subsystems.
 */
export const pageScript = `
'use strict';
(() => {
  const collator = new Intl.Collator('en', { numeric: true });
  const keyOf = (row, index) => {
    const cell = row.cells[index];
    return cell.dataset.value === undefined ? cell.textContent.trim() : cell.dataset.value === '' ? null : Number(cell.dataset.value);
  };
  const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)));

  const sort = (table, head, index) => {
    const before = head.getAttribute('aria-sort');
    const startsHigh = head.dataset.kind !== 'text';
    const falls = before === null ? startsHigh : before === 'ascending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', falls ? 'descending' : 'ascending');
    for (const body of table.tBodies) {
      const rows = [...body.rows].filter((row) => row.className === '');
      const keyed = rows.map((row) => ({ row, key: keyOf(row, index) }));
      keyed.sort((a, b) => {
        if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
        return falls ? compare(b.key, a.key) : compare(a.key, b.key);
      });
      const rest = body.querySelector('tr.omitted');
      for (const { row } of keyed) body.insertBefore(row, rest);
    }
  };

  for (const table of document.querySelectorAll('table[data-sortable]')) {
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      if (head.dataset.fixed !== undefined) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      button.addEventListener('click', () => sort(table, head, index));
      head.append(button);
    });
  }

  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let each = target; each; each = each.parentElement) if (each.localName === 'details') each.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener('hashchange', unfold);
  unfold();

  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open])')];
    for (const each of folded) each.open = true;
  });
  addEventListener('afterprint', () => {
    for (const each of folded) each.open = false;
  });

  const sections = [...document.querySelectorAll('details.subsystem')];
  const place = document.getElementById('unfold');
  if (place && sections.length > 1) {
    const button = document.createElement('button');
    button.type = 'button';
    const allOpen = () => sections.every((each) => each.open);
    const name = () => { button.textContent = allOpen() ? 'Fold all' : 'Unfold all'; };
    button.addEventListener('click', () => {
      const open = !allOpen();
      for (const each of sections) each.open = open;
      name();
    });
    for (const each of sections) each.addEventListener('toggle', name);
    name();
    place.append(button);
  }
})();
`
