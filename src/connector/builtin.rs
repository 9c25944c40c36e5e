//! The connectors that come with the program, each with the name of its file. The first of a system are its usual
//! ones.

macro_rules! files {
    ($($id:literal)*) => {
        &[$((concat!($id, ".toml"), include_str!(concat!("builtin/", $id, ".toml")))),*]
    };
}

/// File names and texts.
pub(super) const FILES: &[(&str, &str)] = files! {
    "shopify"
    "shopify-api"
    "matrixify"
    "business-central-in"
    "business-central-out"
    "odoo-core"
    "odoo-emipro-v15"
    "odoo-emipro-v18"
    "erpnext"
    "celigo-netsuite"
    "klaviyo-import"
    "klaviyo-api"
    "mailchimp"
    "rudder-mailchimp"
    "hubspot"
    "salesforce"
    "omnisend"
    "intercom"
    "braze"
    "zendesk"
    "stripe"
    "sendgrid"
    "google-datamanager"
    "google-docs-all-domains"
    "google-py-sample"
    "google-rudder"
    "google-segment-list"
    "meta-audience"
    "meta-py-sdk"
    "meta-segment-capi"
    "tiktok-segment"
    "tiktok-segment-audience"
    "snap-segment-audience"
    "snap-segment-capi"
    "reddit-segment"
    "amazon-segment"
    "ttd-segment"
    "linkedin-segment"
    "woocommerce"
    "magento-csv"
    "medusa-account"
    "medusa-cart"
    "bigcommerce"
};
