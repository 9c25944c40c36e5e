mod phone;
