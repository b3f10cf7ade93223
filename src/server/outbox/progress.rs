//! The progress that an editor shows while folders are read. It is asked first whether it does, and nothing else waits for its
//! answer.

use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::Client;
use tower_lsp::ls_types::*;

use super::{PATIENCE, Progress};
use crate::language::{Language, say};

/// Shows how far it is; `None` is the end, after which it may begin anew.
pub async fn run(client: Client, mut reached: UnboundedReceiver<Option<(Progress, Language)>>) {
    let token = NumberOrString::String("paper-notes/indexing".to_owned());
    // `None`: not begun. `Some(false)`: the editor wants none.
    let mut progress: Option<bool> = None;
    let mut shown = 0;
    while let Some(next) = reached.recv().await {
        let Some((Progress { done, total }, language)) = next else {
            if progress.take() == Some(true) {
                let end = WorkDoneProgressEnd { message: None };
                report(&client, &token, WorkDoneProgress::End(end)).await;
            }
            shown = 0;
            continue;
        };
        let percentage = total.map_or(0, |total| (done * 100 / total.max(1)) as u32);
        match (progress, total) {
            (None, _) => {
                let asked = client.create_work_done_progress(token.clone());
                let wanted = matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(())));
                progress = Some(wanted);
                if wanted {
                    let begin = WorkDoneProgress::Begin(WorkDoneProgressBegin {
                        title: say!(language, "Reading notes", "ノートを読み込み中"),
                        percentage: Some(percentage),
                        ..Default::default()
                    });
                    report(&client, &token, begin).await;
                }
            }
            (Some(true), Some(total)) if percentage > shown => {
                let message =
                    Some(say!(language, "{done} of {total} files", "{total} 個中 {done} 個のファイル"));
                let next =
                    WorkDoneProgressReport { message, percentage: Some(percentage), ..Default::default() };
                report(&client, &token, WorkDoneProgress::Report(next)).await;
            }
            _ => {}
        }
        // Parts come in about their order.
        shown = shown.max(percentage);
    }
}

async fn report(client: &Client, token: &ProgressToken, value: WorkDoneProgress) {
    let params = ProgressParams { token: token.clone(), value: ProgressParamsValue::WorkDone(value) };
    client.send_notification::<notification::Progress>(params).await;
}
