/** Puts the desk on the page. */
import { render } from "preact";
import { Desk } from "./desk";
import { App } from "./view/app";
import "uplot/dist/uPlot.min.css";
import "./style/style.css";

const root = document.getElementById("console");
if (root) {
  const desk = new Desk();
  render(<App desk={desk} />, root);
  desk.start();
}
