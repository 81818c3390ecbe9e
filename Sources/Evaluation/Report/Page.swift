import PlainText

/// The frame of every page: nothing is loaded from elsewhere, and it reads well in the dark.
enum Page {
    /// The page's text.
    ///
    /// - Parameters:
    ///   - title: The page's heading.
    ///   - parts: Sections in their order; those without elements are left out.
    /// - Returns: A whole HTML document.
    static func text(title: String, parts: [(heading: String, elements: [Element])]) -> String {
        let head = Element(
            "head",
            [:],
            [
                Element("meta", ["charset": "utf-8"]),
                // Holds the page to its word: whatever it would load from elsewhere is refused.
                Element(
                    "meta",
                    [
                        "http-equiv": "Content-Security-Policy",
                        "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
                    ]
                ),
                Element(
                    "meta",
                    ["name": "viewport", "content": "width=device-width, initial-scale=1"]
                ),
                Element("meta", ["name": "color-scheme", "content": "light dark"]),
                Element("title", text: title),
                PageStyle.styleSheet,
                Picture.styleSheet,
            ]
        )
        let sections = parts.filter { !$0.elements.isEmpty }.map { part in
            Element("section", [:], [Element("h2", text: part.heading)] + part.elements)
        }
        let main = Element("main", [:], [Element("h1", text: title)] + sections)
        let page = Element("html", ["lang": "en"], [head, Element("body", [:], [main])])
        return "<!doctype html>\n\(page.rendered)\n"
    }

    /// Names and what they stand for.
    static func list(_ facts: [ReportContent.Fact], style: String) -> Element {
        Element(
            "dl",
            ["class": style],
            facts.map { fact in
                Element(
                    "div",
                    [:],
                    [Element("dt", text: fact.name), Element("dd", text: fact.value)]
                )
            }
        )
    }

    /// Images with what was said of them; nothing for none.
    static func gallery(_ samples: [SamplePrediction]) -> [Element] {
        guard !samples.isEmpty else { return [] }
        return [Element("div", ["class": "gallery"], samples.map(\.element))]
    }
}
