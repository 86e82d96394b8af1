(() => {
  "use strict";
  if (typeof Plotly === "undefined") { // shared by several pages, and no longer beside this one
    document.getElementById("no-charts").hidden = false;
    return;
  }
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const touch = matchMedia("(pointer: coarse)").matches;
  const config = {
    responsive: true,
    displaylogo: false,
    displayModeBar: touch ? false : "hover",
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
  };
  const NARROW_PX = 480; // dates stand beside each other only on a wider chart
  const root = document.documentElement;
  // Colours are named in the figures and looked up in the style sheet, which knows light and dark.
  const painted = (value, style) => {
    if (typeof value === "string") {
      return value.startsWith("var(") ? style.getPropertyValue(value.slice(4, -1)).trim() : value;
    }
    if (Array.isArray(value)) return value.map((item) => painted(item, style));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, painted(item, style)]));
  };
  const thinOut = (axis) => {
    if (axis.nticks > 4) axis.nticks = 4;
    if (axis.type !== "date" || !(axis.tickvals?.length > 5)) return;
    axis.tickvals = axis.tickvals.filter((_, place) => place % 2 === 0);
    axis.ticktext = axis.ticktext.filter((_, place) => place % 2 === 0);
  };
  const draw = () => {
    const style = getComputedStyle(root);
    for (const [id, figure] of Object.entries(figures)) {
      const place = document.getElementById(id);
      if (place.offsetParent === null) continue; // folded away: it has no width yet
      const { data, layout } = painted(figure, style);
      if (touch) layout.dragmode = false; // a finger scrolls the page, it does not zoom
      if (place.clientWidth < NARROW_PX) thinOut(layout.xaxis);
      if ("paper" in root.dataset) { // paper is narrower than a screen, and pages are short
        layout.width = place.clientWidth;
        if (layout.meta !== "rows") layout.height = Math.min(0.8 * layout.height, 250);
      }
      place.style.minHeight = `${layout.height}px`;
      Plotly.react(place, data, layout, config);
      // Its words are in the caption; what remains for the keyboard are the buttons above it.
      for (const drawing of place.querySelectorAll(".main-svg")) drawing.setAttribute("aria-hidden", "true");
    }
  };
  for (const fold of document.querySelectorAll("details")) fold.addEventListener("toggle", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("beforeprint", () => { root.dataset.paper = ""; draw(); });
  addEventListener("afterprint", () => { delete root.dataset.paper; draw(); });
  draw();
})();
