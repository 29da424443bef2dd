// A table that is wider than the window can be reached and moved with the keyboard.
addEventListener('load', () => {
  for (const each of document.querySelectorAll('.md-typeset__scrollwrap')) each.tabIndex = 0;
});
