// Draws each figure of the page from the JSON beside it. A picture stays on white paper in the dark
// theme too: it is the same picture as in the dossier.
(() => {
  "use strict";

  const options = { displaylogo: false, responsive: true, displayModeBar: false };

  document.querySelectorAll("[data-chart]").forEach((picture) => {
    const figure = JSON.parse(document.getElementById(picture.dataset.chart).textContent);
    const layout = { ...figure.layout, autosize: true, width: undefined };
    picture.hidden = false;
    Plotly.newPlot(picture, figure.data, layout, options);
  });
})();
