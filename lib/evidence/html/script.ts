/**
 * Filtering and sorting, nothing else: the page is complete without it. It stands in the page as it is, and its hash in
 * the page's policy.
 */
export const SCRIPT = `
'use strict';
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const environment = document.getElementById('environment');

  const inEnvironment = (element) =>
    environment.value === '' || element.dataset.env === '' || element.dataset.env.split(' ').includes(environment.value);

  const apply = (table) => {
    const input = document.getElementById(table.id + '-filter');
    const words = input ? input.value.toLowerCase().split(/\\s+/).filter(Boolean) : [];
    const rows = all(':scope > tbody > tr', table);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !(inEnvironment(row) && words.every((word) => text.includes(word)));
      if (!row.hidden) shown += 1;
    }
    if (input) {
      const output = input.parentElement.querySelector('output');
      output.textContent = shown === rows.length ? '' : shown + ' of ' + rows.length + ' rows';
    }
  };

  const applyAll = () => {
    for (const block of all('details[data-env], article[data-env]')) block.hidden = !inEnvironment(block);
    all('main table').forEach(apply);
  };

  const sort = (table, header) => {
    const index = Array.from(header.parentElement.children).indexOf(header);
    const down = header.getAttribute('aria-sort') === 'ascending';
    all('th[aria-sort]', table).forEach((other) => other.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const body = table.tBodies[0];
    const number = header.classList.contains('number');
    const value = (row) => row.children[index].textContent.trim();
    const rows = Array.from(body.rows);
    rows.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      const order = number ? Number(x.replace(/\\D/g, '')) - Number(y.replace(/\\D/g, '')) : x < y ? -1 : x > y ? 1 : 0;
      return down ? -order : order;
    });
    body.append(...rows);
  };

  for (const table of all('main table')) {
    const filter = document.getElementById(table.id + '-filter');
    if (filter) {
      filter.parentElement.hidden = false;
      filter.addEventListener('input', () => apply(table));
    }
    if (table.tBodies[0].rows.length < 2) continue;
    for (const header of all('thead th', table)) {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...header.childNodes);
      button.addEventListener('click', () => sort(table, header));
      header.append(button);
    }
  }

  if (environment.options.length > 2) {
    environment.parentElement.hidden = false;
    environment.addEventListener('change', applyAll);
    applyAll();
  }

  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    for (const details of opened) details.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });

  const reveal = () => {
    const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    for (let box = target; box; box = box.parentElement) if (box.tagName === 'DETAILS') box.open = true;
  };
  window.addEventListener('hashchange', reveal);
  reveal();
})();
`;
