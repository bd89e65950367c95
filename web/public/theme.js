// The theme somebody chose, before the first picture, so that nothing flashes. src/ui/theme.ts keeps it; without a choice the device decides.
(() => {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
