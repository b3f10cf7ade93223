//! Whatever is in a title, it is text in every format, and the same graph gives the same bytes.

use proptest::prelude::*;

use super::*;
use crate::language::Language;

const EVIL: &str =
    r##"</script><!-- "q" \ \" \N ]]> <b>&amp; %%GRAPH%% {{JS}} שלום 😱 'x' http://[::]/?a&b#c"##;

fn node(id: &str, title: &str, tag: &str) -> Node {
    let at = Position { line: 4, character: 0 };
    Node {
        id: id.to_owned(),
        number: id.parse().ok(),
        title: Some(title.to_owned()),
        authors: Some("A+".to_owned()),
        uri: "file:///a.txt".to_owned(),
        range: Range { start: at, end: at },
        url: Some(format!("https://example.org/issues/{id}")),
        tags: vec![tag.to_owned()],
        tag: None,
        date: Some("2025-01-01".to_owned()),
    }
}

fn drawing(nodes: Vec<Node>, edges: &[(&str, &str)]) -> Drawing {
    let edge = |(from, to): &(&str, &str)| Edge { from: (*from).to_owned(), to: (*to).to_owned() };
    let center = nodes.first().map(|node| node.id.clone());
    Drawing { nodes, edges: edges.iter().map(edge).collect(), center }.coloured()
}

/// What the page is given, read as a browser does: up to the first end of a script.
fn given(html: &str) -> serde_json::Value {
    let start = "<script type=\"application/json\" id=\"paper-notes-graph-data\">";
    let (_, rest) = html.split_once(start).expect("the place of the graph");
    serde_json::from_str(rest.split_once("</script").expect("an end").0).expect("JSON")
}

/// The tokens of a text in Graphviz's language, those in quotes with a quote before; no comments, no HTML, no `+`.
fn tokens(dot: &str) -> Vec<String> {
    let (mut tokens, mut rest) = (Vec::new(), dot);
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let (mut token, mut chars, mut end) =
                ("\"".to_owned(), rest.char_indices().skip(1).peekable(), 0);
            while let Some((at, c)) = chars.next() {
                match (c, chars.peek()) {
                    ('\\', Some((_, '"'))) => {
                        token.push('"');
                        chars.next();
                    }
                    // `\\` is no escape, but its second half escapes nothing either.
                    ('\\', Some((_, '\\'))) => {
                        token.push_str("\\\\");
                        chars.next();
                    }
                    ('"', _) => {
                        end = at;
                        break;
                    }
                    _ => token.push(c),
                }
            }
            assert!(end > 0, "a quote without an end: {rest}");
            tokens.push(token);
            rest = &rest[end + 1..];
        } else if c.is_alphanumeric() || "_.".contains(c) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && !"_.".contains(c)).unwrap_or(rest.len());
            tokens.push(rest[..end].to_owned());
            rest = &rest[end..];
        } else {
            assert!(!"\\'&<".contains(c), "what is quoted is not: {rest}");
            let width = if rest.starts_with("->") { 2 } else { c.len_utf8() };
            if !c.is_whitespace() {
                tokens.push(rest[..width].to_owned());
            }
            rest = &rest[width..];
        }
    }
    tokens
}

/// What a label shows: its escapes and entities undone.
fn labelled(token: &str) -> String {
    let mut out = String::new();
    let mut chars = token.strip_prefix('"').expect("in quotes").chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some(c @ ('\\' | '"')) => out.push(c),
                other => panic!("an escape that is not ours: {other:?}"),
            },
            c => out.push(c),
        }
    }
    html_escape::decode_html_entities(&out).into_owned()
}

/// The value of an attribute of the statement that begins with an ID.
fn attribute(tokens: &[String], id: &str, name: &str) -> String {
    let at = tokens.iter().position(|token| *token == format!("\"{id}")).expect("the node");
    let name = tokens[at..].iter().position(|token| token == name).expect("the attribute") + at;
    assert_eq!(tokens[name + 1], "=");
    tokens[name + 2].clone()
}

#[test]
fn hostile_titles_are_text_in_a_page() {
    let evil = format!("{EVIL}\u{2028}");
    let drawing = drawing(vec![node("1", &evil, "</style>")], &[]);
    let html = html(&drawing, EVIL, Language::Japanese);
    let message = given(&html);
    assert_eq!(message["graph"]["nodes"][0]["title"], evil);
    assert_eq!(message["graph"]["nodes"][0]["tags"][0], "</style>");
    assert_eq!((&message["language"], &message["center"]), (&"ja".into(), &"1".into()));
    assert!(html.contains("<html lang=\"ja\">"));
    assert!(html.contains("<title>&lt;/script&gt;&lt;!-- &quot;q&quot; "));
    let plain = self::html(&self::drawing(vec![node("1", "T", "t")], &[]), "T", Language::Japanese);
    for sign in ["<script", "</script", "<style", "</style", "<!--", "\u{2028}", "<b>"] {
        assert_eq!(html.matches(sign).count(), plain.matches(sign).count(), "{sign}");
    }
}

#[test]
fn the_page_lets_nothing_in() {
    let html = html(&Drawing::default(), "T", Language::English);
    let (_, policy) = html.split_once("Content-Security-Policy\" content=\"").unwrap();
    let policy = policy.split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'), "{policy}");
    let outside = ["src=", "href=\"http", "url(", "@import", "%%", "{{"];
    assert_eq!(outside.map(|sign| html.matches(sign).count()), [0; 6]);
    assert!(html.len() > 50_000, "script and style are in it");
}

#[test]
fn hostile_titles_are_text_in_an_svg() {
    let control = format!("{EVIL} \u{1}\u{7}tab\tline\n");
    let drawing = drawing(vec![node("1", &control, "a<b"), node("2", EVIL, "a<b")], &[("1", "2")]);
    let svg = svg(&drawing, EVIL, Language::English);
    let tree = roxmltree::Document::parse(&svg).expect("well-formed");
    let texts: Vec<&str> =
        tree.descendants().filter(|node| node.has_tag_name("title")).filter_map(|node| node.text()).collect();
    assert_eq!(texts[0], EVIL);
    assert_eq!(texts[1], format!("1 {EVIL} tab\tline\n\nA+ · 2025-01-01\n#a<b"));
    assert_eq!(texts[2], format!("2 {EVIL}\nA+ · 2025-01-01\n#a<b"));
    let links: Vec<&str> = tree.descendants().filter_map(|node| node.attribute("href")).collect();
    assert_eq!(links, ["https://example.org/issues/1", "https://example.org/issues/2"]);
    let root = tree.root_element();
    for id in root.attribute("aria-labelledby").unwrap().split(' ') {
        assert!(root.children().any(|child| child.attribute("id") == Some(id)), "{id}");
    }
    assert_eq!(tree.descendants().filter(|node| node.attribute("class") == Some("edge")).count(), 1);
    assert_eq!(tree.descendants().filter(|node| node.attribute("class") == Some("center")).count(), 1);
    assert!(!tree.descendants().any(|node| node.has_tag_name("b") || node.has_tag_name("script")));
}

/// Where a text may be, at a width that a browser has measured; `anchor` is the part of it before its place.
#[track_caller]
fn assert_whole(svg: &str, class: Option<&str>, wide: f64, anchor: f64, count: usize) {
    let tree = roxmltree::Document::parse(svg).expect("well-formed");
    let view = tree.root_element().attribute("viewBox").expect("a view");
    let view: Vec<f64> = view.split(' ').map(|number| number.parse().expect("a number")).collect();
    let texts =
        tree.descendants().filter(|node| node.has_tag_name("text") && node.attribute("class") == class);
    let texts: Vec<roxmltree::Node> = texts.collect();
    assert_eq!(texts.len(), count);
    let mut before: Option<(f64, &str)> = None;
    for text in texts {
        let x: f64 = text.attribute("x").expect("a place").parse().expect("a number");
        let start = x - anchor * wide;
        // Those of the legend stand in columns, from left to right.
        let y = text.attribute("y").expect("a place");
        assert!(
            class.is_some() || before.is_none_or(|(end, row)| row != y || start >= end),
            "{text:?} at {x}"
        );
        before = Some((start + wide, y));
        assert!(start >= view[0] && start + wide <= view[0] + view[2], "{text:?} at {x} in {view:?}");
    }
}

#[test]
fn no_label_is_cut_by_the_edge_of_an_svg() {
    let ids: Vec<String> = (123_400..123_415).map(|id| id.to_string()).collect();
    let title = "MWMWMWMWMW WMWMWMWMWMWMWMWMW";
    let edges: Vec<(&str, &str)> = ids[1..].iter().map(|id| (&**id, &*ids[0])).collect();
    for (papers, edges) in [(15, &edges[..]), (15, &[]), (1, &[])] {
        let nodes = ids[..papers].iter().map(|id| node(id, title, "t")).collect();
        let svg = svg(&drawing(nodes, edges), "T", Language::English);
        assert!(svg.contains(">123400 MWMWMWMWMW WMWMWMWMWMW…<"));
        assert_whole(&svg, Some("label"), 274.5, 0.5, papers);
    }
}

#[test]
fn no_tag_of_the_legend_is_cut_by_the_edge_of_an_svg() {
    let tag = "MWMWMWMWMWMWMWMWMWMWMWMWMWM";
    // As wide as two columns of short tags.
    for papers in 8..16 {
        let nodes = (0..papers).map(|id| node(&id.to_string(), "T", &format!("{tag}{}", id % 2)));
        let svg = svg(&drawing(nodes.collect(), &[]), "T", Language::English);
        assert!(svg.contains(&format!(">#{tag}0 (")) && svg.contains(&format!(">#{tag}1 (")));
        assert_whole(&svg, None, 27.0 * 10.2 + 40.0, 0.0, 2);
    }
}

/// Four papers, one of them without a tag, and references of the first.
fn four() -> Drawing {
    let bare = Node { tags: Vec::new(), ..node("4", "Fourth", "") };
    let nodes = vec![node("1", "First", "a"), node("2", "Second", "a"), node("3", "Third", "b"), bare];
    drawing(nodes, &[("1", "2"), ("1", "3")])
}

#[test]
fn an_svg_shows_each_paper_in_its_place_size_colour_and_shape() {
    let svg = svg(&four(), "T", Language::English);
    let tree = roxmltree::Document::parse(&svg).expect("well-formed");
    let all = |name| tree.descendants().filter(move |node: &roxmltree::Node| node.has_tag_name(name));
    let of_class = |class: &str| {
        let found = tree.descendants().filter(|node| node.attribute("class") == Some(class));
        found.map(|node| node.tag_name().name()).collect::<Vec<&str>>()
    };
    // Each tag once more in the legend.
    assert_eq!(of_class("t0"), ["circle"; 3]);
    assert_eq!(of_class("t1"), ["polygon"; 2]);
    assert_eq!(of_class("t8"), ["circle"; 2]);
    let radii: Vec<&str> = all("a")
        .filter_map(|paper| paper.descendants().filter_map(|node| node.attribute("r")).next_back())
        .collect();
    assert_eq!(radii, ["6.4", "6.0", "5.0"], "papers by their references; the third is no circle");
    let texts: Vec<&str> = all("text").filter_map(|text| text.text()).collect();
    assert_eq!(
        texts,
        ["1 First", "2 Second", "3 Third", "4 Fourth", "#a (2)", "#b (1)", "other tags or none (1)"]
    );
    // From the paper that refers.
    let center = all("circle").find(|node| node.attribute("class") == Some("center")).expect("the centre");
    let at = format!("{},{} ", center.attribute("cx").unwrap(), center.attribute("cy").unwrap());
    let edges: Vec<&str> = all("polyline").filter_map(|edge| edge.attribute("points")).collect();
    assert!(edges.len() == 2 && edges.iter().all(|points| points.starts_with(&at)), "{at} {edges:?}");
    // Nothing is above or below the picture, and the legend is below the papers.
    let view = tree.root_element().attribute("viewBox").unwrap().split(' ').map(|n| n.parse().unwrap());
    let view: Vec<f64> = view.collect();
    let at = |node: &roxmltree::Node| -> Option<f64> {
        node.attribute("cy").or(node.attribute("y")).map(|y| y.parse().unwrap())
    };
    let shown = tree.descendants().filter(|node| !node.has_tag_name("rect"));
    for y in shown.filter_map(|node| at(&node)) {
        assert!(y - 18.0 >= view[1] && y + 6.0 <= view[1] + view[3], "{y} in {view:?}");
    }
    let (labels, legend): (Vec<roxmltree::Node>, Vec<roxmltree::Node>) =
        all("text").partition(|text| text.attribute("class") == Some("label"));
    let lowest = labels.iter().filter_map(at).fold(f64::NEG_INFINITY, f64::max);
    let first = labels.iter().filter_map(at).fold(f64::INFINITY, f64::min);
    assert!(first - 32.0 >= view[1], "the paper above the label at {first} in {view:?}");
    let highest = legend.iter().filter_map(at).fold(f64::INFINITY, f64::min);
    assert!(highest > lowest + 30.0, "{highest} below {lowest}");
}

#[test]
fn an_svg_speaks_a_language_and_is_light_and_dark() {
    let svg = svg(&four(), "T", Language::Japanese);
    assert!(
        svg.contains(" lang=\"ja\" ")
            && svg.contains("<desc id=\"graph-desc\">論文 4 件、その間の参照 2 件。")
    );
    let (light, dark) = svg.split_once("@media (prefers-color-scheme:dark)").expect("both");
    assert!(light.contains(palette::LIGHT[1]) && !light.contains(palette::DARK[1]));
    assert!(dark.contains(palette::DARK[1]) && !dark.contains(palette::LIGHT[1]));
}

#[test]
fn labels_of_many_papers_are_shorter() {
    for (papers, label) in [(300, ">1 Attention Is All You…<"), (301, ">1 Attention Is…<")] {
        let nodes = (1..=papers).map(|id| node(&id.to_string(), "Attention Is All You Need", "t"));
        let svg = svg(&drawing(nodes.collect(), &[]), "T", Language::English);
        assert!(svg.contains(label), "{papers}");
    }
}

#[test]
fn graphviz_is_told_the_centre_the_shapes_and_the_tags() {
    let dot = dot(&four(), "T", Language::English);
    let tokens = tokens(&dot);
    assert_eq!(dot.matches("peripheries=2").count(), 1);
    assert_eq!(attribute(&tokens, "1", "peripheries"), "2");
    assert_eq!(["1", "3", "4"].map(|id| attribute(&tokens, id, "shape")), ["circle", "square", "circle"]);
    assert_eq!(["1", "3"].map(|id| attribute(&tokens, id, "tag")), ["\"a", "\"b"]);
    assert_eq!(dot.matches(", tag=").count(), 3);
}

#[test]
fn what_controls_a_terminal_is_in_no_format() {
    let title = "a\tb\u{1}\u{85}c\u{fffe}'";
    let drawing = drawing(vec![node("1", title, "t\u{7}")], &[]);
    let dot = dot(&drawing, title, Language::English);
    assert!(!dot.contains(|c: char| c.is_control() && c != '\n'), "{dot:?}");
    assert!(dot.contains("xlabel=\"1 a b  c"), "{dot:?}");
    assert_eq!(markup::escape(title), "a&#9;bc&#39;");
}

#[test]
fn a_picture_of_short_labels_is_no_wider_than_it_was() {
    let svg = svg(&drawing(vec![node("1", "T", "t")], &[]), "T", Language::English);
    assert!(svg.contains("viewBox=\"-240 "), "{svg}");
    assert!(svg.contains(" 480 "), "{svg}");
}

#[test]
fn hostile_titles_are_text_for_graphviz() {
    let nodes = vec![node("1", EVIL, "a\"b\\"), node("file:///a \"b\\#2:1", "x\ny", "t")];
    let drawing = drawing(nodes, &[("1", "file:///a \"b\\#2:1")]);
    let dot = dot(&drawing, EVIL, Language::English);
    let tokens = tokens(&dot);
    assert_eq!(
        labelled(&attribute(&tokens, "1", "tooltip")),
        format!("1 {EVIL}\nA+ · 2025-01-01\n#a\"b\\").replace('\\', "∖")
    );
    assert!(labelled(&attribute(&tokens, "1", "xlabel")).starts_with("1 </script>"));
    assert_eq!(labelled(&attribute(&tokens, "1", "URL")), "https://example.org/issues/1");
    let arrow = tokens.iter().position(|token| token == "->").expect("an edge");
    assert_eq!(tokens[arrow - 1], "\"1");
    // The ends of an edge are the same IDs as the nodes.
    assert_eq!(tokens.iter().filter(|token| **token == tokens[arrow + 1]).count(), 2);
    assert_eq!(tokens[0], "digraph");
    assert_eq!(tokens.last().map(String::as_str), Some("}"));
}

#[test]
fn nothing_is_said_in_words() {
    let empty = Drawing::default();
    assert!(svg(&empty, "T", Language::English).contains("There are no papers here.</text>"));
    assert!(svg(&empty, "T", Language::Japanese).contains("ここに論文はありません。</text>"));
    assert!(roxmltree::Document::parse(&svg(&empty, "T", Language::English)).is_ok());
    assert!(tokens(&dot(&empty, "T", Language::English)).ends_with(&["}".to_owned()]));
    assert_eq!(
        given(&html(&empty, "T", Language::English))["graph"],
        serde_json::json!({ "nodes": [], "edges": [] })
    );
}

#[test]
fn what_does_not_pass_goes_with_its_edges_and_the_centre_stays() {
    let mut drawing = drawing(
        vec![node("1", "a", "x"), node("2", "b", "y"), node("3", "c", "y")],
        &[("1", "2"), ("2", "3"), ("3", "1")],
    );
    drawing.keep(|node| node.number == Some(3));
    let left: Vec<&str> = drawing.nodes.iter().map(|node| &*node.id).collect();
    assert_eq!(left, ["1", "3"]);
    assert_eq!(drawing.edges, [Edge { from: "3".into(), to: "1".into() }]);
}

#[test]
fn the_page_has_the_same_colours() {
    let css = include_str!("page/graph.css");
    for colours in [palette::LIGHT, palette::DARK] {
        let missing: Vec<&str> = colours.into_iter().filter(|colour| !css.contains(*colour)).collect();
        assert_eq!(missing, [""; 0]);
    }
}

proptest! {
    #[test]
    fn any_title_is_read_back(title in "\\PC{0,40}|[\\\\\"&<>;n\\]#%a-c ]{0,12}", tag in "[\\\\\"&<> a]{1,6}") {
        let drawing = drawing(vec![node("7", &title, &tag), node("8", "x", "t")], &[("7", "8"), ("8", "7")]);
        let first = |title: &str| if title.is_empty() { "7 (no title)".to_owned() } else { format!("7 {title}") };
        // A name of the graph that is a paper's would be found in its place.
        let name = format!("notes {title}");
        let tokens = tokens(&dot(&drawing, &name, Language::English));
        let tooltip = labelled(&attribute(&tokens, "7", "tooltip"));
        let expected = format!("{}\nA+ · 2025-01-01\n#{}", first(&title), tag);
        prop_assert_eq!(tooltip, expected.replace('\\', "∖"));
        let svg = svg(&drawing, &title, Language::English);
        let tree = roxmltree::Document::parse(&svg).expect("well-formed");
        let texts: Vec<&str> = tree.descendants().filter(|node| node.has_tag_name("title")).filter_map(|node| node.text()).collect();
        prop_assert!(texts.iter().any(|text| text.starts_with(&first(&title))));
        let html = html(&drawing, &title, Language::English);
        prop_assert_eq!(&given(&html)["graph"]["nodes"][0]["title"], &title);
    }
}
